// Everything that can be done from anywhere, for the palette, the keys and the sheet of keys. A room adds its acts here.
import { m } from '$words';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import Mail from '@lucide/svelte/icons/mail';
import ListTodo from '@lucide/svelte/icons/list-todo';
import Mic from '@lucide/svelte/icons/mic';
import Phone from '@lucide/svelte/icons/phone';
import Plus from '@lucide/svelte/icons/plus';
import Stamp from '@lucide/svelte/icons/stamp';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import type { Hit } from '$lib/api';
import { inSentence, kindWord } from '$lib/labels';
import { recorder } from '$lib/recorder.svelte';
import { sheets, type About } from '$lib/sheets.svelte';
import type { Deed } from '../find/Palette.svelte';
import type { KeyGroup } from '../frame/keyGroups';
import { otherPlaces } from '../frame/places';
import { making } from './making.svelte';
import { places, views } from './views';

const RECORDS = ['contact', 'company', 'deal', 'issue', 'task'];

/** `open`: the record that is on the screen; an act is about it unless another one is named. */
export function deedsFor(open: () => About | null, goto: (path: string) => void): Deed[] {
	const about = (hit?: Hit): About | null => (hit ? { id: hit.id, kind: hit.kind, title: hit.title } : open());
	return [
		{ words: m.capture_deed_note(), key: 'n', icon: StickyNote, about: RECORDS, aside: (name) => m.capture_on({ name }), run: (hit) => sheets.note(about(hit)) },
		{ words: m.voice_deed(), key: 'v', icon: Mic, about: RECORDS, aside: (name) => m.capture_on({ name }), run: (hit) => recorder.toggle(about(hit)) },
		{ words: m.capture_deed_call(), key: 'l', icon: Phone, about: RECORDS, aside: (name) => m.capture_with({ name }), run: (hit) => sheets.note(about(hit), 'call') },
		{ words: m.capture_deed_meeting(), key: '', icon: CalendarDays, about: RECORDS, aside: (name) => m.capture_with({ name }), run: (hit) => sheets.note(about(hit), 'meeting') },
		{ words: m.capture_deed_email(), key: '', icon: Mail, about: RECORDS, aside: (name) => m.capture_with({ name }), run: (hit) => sheets.note(about(hit), 'email') },
		{ words: m.tasks_deed(), key: 't', icon: ListTodo, about: RECORDS, aside: (name) => m.capture_on({ name }), run: (hit) => sheets.quick(about(hit)) },
		{ words: m.approvals_ask_title(), key: '', icon: Stamp, about: ['deal', 'contact', 'company', 'issue'], aside: (name) => m.capture_on({ name }), run: (hit) => sheets.ask(about(hit)) },
		...views.filter((view) => view.kind !== 'task').map((view) => ({ words: kindWord(view.kind, 'new'), key: view.key, icon: Plus, run: () => making.start(view.kind) })),
		...[...places, ...otherPlaces].map((place) => ({ words: m.find_open_place({ place: inSentence(place.words()) }), key: '', icon: place.icon, run: () => goto(place.path) }))
	];
}

export function roomKeys(): KeyGroup[] {
	const row: [string, string][] = [['↑ ↓', m.keys_choose()], ['X', m.tasks_hint_done()], ['S', m.tasks_hint_snooze()], ['C', m.tasks_hint_call()], ['↵', m.keys_open()]];
	return [
		{ title: m.keys_on_today(), keys: [...row, ['N', m.capture_deed_note()], ['L', m.capture_deed_call()]] },
		{
			title: m.calendar_keys(),
			keys: [['↑ ↓ ← →', m.keys_choose()], ['⇧ ↑ ↓', m.calendar_hint_move()], ['+ −', m.calendar_hint_length()], ['C', m.calendar_do_confirm()], ['A', m.calendar_do_arrived()], ['S', m.calendar_do_start()], ['D', m.calendar_do_done()], ['X', m.calendar_do_no_show()], ['Del', m.calendar_do_cancel()], ['W', m.calendar_walk_in()], ['B', m.calendar_book()]]
		},
		{ title: m.keys_while_recording(), keys: [['V', m.voice_stop()], ['P', m.voice_key_pause()], ['M', m.voice_mark()], ['Esc', m.voice_put_away()]] },
		{ title: m.keys_in_quick(), keys: [['↑ ↓', m.tasks_about_which()], ['↵', m.tasks_add()], ['1 2 3', m.tasks_snooze_title()]] }
	];
}
