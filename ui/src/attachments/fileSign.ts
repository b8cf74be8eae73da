// The sign of a file, by what it was when it was put in.
import File from '@lucide/svelte/icons/file';
import FileArchive from '@lucide/svelte/icons/file-archive';
import FileImage from '@lucide/svelte/icons/file-image';
import FileMusic from '@lucide/svelte/icons/file-music';
import FileText from '@lucide/svelte/icons/file-text';
import FileVideo from '@lucide/svelte/icons/file-video-camera';
import type { Icon } from '../kit/icon';

const signs: [RegExp, Icon][] = [
	[/^image\//, FileImage],
	[/^audio\//, FileMusic],
	[/^video\//, FileVideo],
	[/^text\/|pdf|document|rtf/, FileText],
	[/zip/, FileArchive]
];

export const fileSign = (media: string): Icon => signs.find(([like]) => like.test(media))?.[1] ?? File;
