const FIRST_CJK = 0x2e80
const EM_MONO = 0.6
const EM_WIDE = new Set('MWmw@%')
const EM_NARROW = new Set("iljtfrI.,:;'!|()[] ·1")

/** An upper estimate of a text's width in CSS px, so that layout needs no browser. Fonts: Inter and JetBrains Mono. */
export function textWidth(text: string, px: number, mono = false): number {
	let em = 0
	for (const character of text) {
		if ((character.codePointAt(0) ?? 0) >= FIRST_CJK) em += 1
		else if (mono) em += EM_MONO
		else if (EM_WIDE.has(character)) em += 0.92
		else if (EM_NARROW.has(character)) em += 0.4
		else em += character >= 'A' && character <= 'Z' ? 0.74 : 0.64
	}
	return em * px
}
