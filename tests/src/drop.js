// Drops files onto the page, as the platform does: what each is called, what it holds; a picture where that is null.
const [files, done] = arguments;
const picture = () => new Promise((drawn) => {
	const canvas = document.createElement('canvas');
	[canvas.width, canvas.height] = [640, 480];
	const pen = canvas.getContext('2d');
	const colours = ['#3f6c51', '#d9a441', '#7b3e2f', '#2f4b6c'];
	colours.forEach((colour, at) => {
		pen.fillStyle = colour;
		pen.fillRect(160 * at, 0, 160, 480);
	});
	canvas.toBlob(drawn, 'image/png');
});
const make = async ([name, text]) => new File([text === null ? await picture() : text], name);
Promise.all(files.map(make)).then((made) => {
	const dataTransfer = new DataTransfer();
	for (const file of made) dataTransfer.items.add(file);
	const onto = document.querySelector('[data-testid=card]');
	for (const type of ['dragenter', 'dragover', 'drop']) {
		onto.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
	}
	done(null);
}, (problem) => done(String(problem)));
