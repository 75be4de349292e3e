const FIRST = [
	'Amber',
	'Copper',
	'Silver',
	'Violet',
	'Indigo',
	'Coral',
	'Jade',
	'Ivory',
	'Scarlet',
	'Teal',
	'Golden',
	'Cobalt',
]
const SECOND = [
	'Heron',
	'Otter',
	'Falcon',
	'Lynx',
	'Badger',
	'Crane',
	'Gecko',
	'Panda',
	'Swift',
	'Ibex',
	'Koala',
	'Marlin',
	'Raven',
]

/** Name of a session's n-th crew (from 1): all different, as 12 and 13 have no common factor. */
export function crewName(number: number): string {
	return `${FIRST[(number - 1) % FIRST.length]} ${SECOND[(number - 1) % SECOND.length]}`
}
