/** The check of the room's network and of this device, before a class. */
export const preflight = {
	'preflight.title': 'Will it work in this room?',
	'preflight.line':
		'Open this page where the class will be, on the laptop and on one phone. It takes about ten seconds.',
	'preflight.again': 'Check again',
	'preflight.others':
		'Checked on the laptop? Now scan the QR code of any room with a phone and add /preflight to the address.',
	'preflight.outcome.running': 'Checking…',
	'preflight.outcome.ready': 'All is well: this device and this network are ready.',
	'preflight.outcome.works': 'It will work, but look at the marked lines.',
	'preflight.outcome.blocked': 'It won’t work here like this. The marked lines say what to do.',
	'preflight.verdict.fine': 'fine',
	'preflight.verdict.trouble': 'needs attention',
	'preflight.verdict.running': 'Checking…',

	'preflight.drawing': 'Drawing',
	'preflight.drawing.fine': 'The browser draws with {{how}}.',
	'preflight.drawing.trouble': 'The browser can’t draw. Use a current Chrome, Edge, Firefox or Safari.',
	'preflight.storage': 'Memory of the browser',
	'preflight.storage.fine': 'A reload finds back to the seat.',
	'preflight.storage.trouble':
		'This browser keeps nothing: a reload loses the seat. Leave private browsing, or allow this site to store data.',
	'preflight.clock': 'Clock',
	'preflight.clock.fine': 'The clock of this device agrees with the server’s.',
	'preflight.clock.trouble':
		'The clock differs from the server’s by {{minutes}} min. Set the date and time to automatic; deadlines look wrong otherwise.',
	'preflight.download': 'Download',
	'preflight.download.fine': 'The page comes at {{rate, number}} kB/s.',
	'preflight.download.trouble':
		'The page comes at {{rate, number}} kB/s only. Go nearer to the access point, or ask the students to load the page before class.',
	'preflight.websocket': 'Direct line (WebSocket)',
	'preflight.websocket.fine': 'Messages go directly.',
	'preflight.websocket.trouble':
		'Something between here and the server blocks WebSocket, often a proxy. Play goes on by polling, which needs more data. Best: ask for this address to be let through.',
	'preflight.polling': 'Second way (HTTP polling)',
	'preflight.polling.fine': 'Works, in case the direct line breaks.',
	'preflight.polling.trouble': 'Plain requests don’t come through. As long as the direct line works, so does the game.',
	'preflight.roundTrip': 'There and back',
	'preflight.roundTrip.fine': 'Half of all messages are back within {{p50}} ms, 95 of 100 within {{p95}} ms.',
	'preflight.roundTrip.trouble':
		'Messages are slow: half take {{p50}} ms, some {{p95}} ms or more. Choose the CALM pace, where thinking time is free, or another network.',
	'preflight.address': 'Address in the QR code',
	'preflight.address.fine': '{{address}} answers from this device.',
	'preflight.address.trouble':
		'{{address}} doesn’t answer from this device, or nobody else can use it. Guest networks often keep devices apart: connect all to one network, or use a phone’s hotspot.',
} as const
