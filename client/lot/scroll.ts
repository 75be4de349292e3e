import type { Picture } from './node.ts'

const MARGIN = 10

export const maxScroll = (picture: Picture): number => Math.max(0, picture.contentHeight - picture.windowHeight)

export const clampScroll = (picture: Picture, scroll: number): number =>
	Math.min(maxScroll(picture), Math.max(0, scroll))

/** The least change of scroll that brings the focus into the window. */
export function revealFocus(picture: Picture, scroll: number): number {
	const { focus } = picture
	if (focus === null) return clampScroll(picture, scroll)
	const low = focus.bottom + MARGIN - picture.windowHeight
	const high = focus.top - MARGIN
	const wanted = low > high ? high : Math.min(high, Math.max(low, scroll))
	return clampScroll(picture, wanted)
}
