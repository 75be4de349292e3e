import type { Art } from '../node.ts'
import { type Fonts, type Ink, rounded } from './brush.ts'
import { paintCar, paintCover, paintHeadlights, paintToken } from './car.ts'
import { paintHazard, paintLightPool, paintRoad, paintRow, paintZone } from './ground.ts'
import { paintAlarm, paintDepot, paintFrame, paintFramePlate, paintNeighbour, paintPlot, paintRoller } from './land.ts'
import {
	paintArm,
	paintArrow,
	paintBeam,
	paintCost,
	paintDisc,
	paintGapGround,
	paintHexChunk,
	paintHole,
	paintLabel,
	paintLamp,
	paintLane,
	paintPill,
	paintPivot,
	paintPost,
	paintRowSign,
	paintTag,
} from './signs.ts'
import {
	paintAccess,
	paintCross,
	paintEntry,
	paintLedger,
	paintNext,
	paintNoAccess,
	paintTlbLine,
} from './translation.ts'

/** Room around every image for shadows and outlines, in CSS px. */
const BLEED = 10

/** Grounds fill their rectangle exactly: a margin around them would only cost memory. */
export const bleedOf = (art: Art): number => (isSoft(art) ? 0 : BLEED)

/** Without an edge that must be sharp. */
export const isSoft = (art: Art): boolean => art.kind === 'ground' || art.kind === 'lightPool'

/** Draws an image of `w` × `h` CSS px with its corner at the origin. */
export function paint(ink: Ink, art: Art, w: number, h: number, fonts: Fonts): void {
	switch (art.kind) {
		case 'fill':
			rounded(ink, 0, 0, w, h, art.radius)
			ink.fillStyle = art.colour
			ink.fill()
			if (art.edge === undefined) return
			ink.strokeStyle = art.edge
			ink.lineWidth = 1
			ink.stroke()
			return
		case 'ground':
			return paintZone(ink, art.zone, w, h)
		case 'label':
			return paintLabel(ink, art, w, h, fonts)
		case 'pill':
			return paintPill(ink, art, w, h, fonts)
		case 'row':
			return paintRow(ink, art, w, h)
		case 'rowSign':
			return paintRowSign(ink, art, w, h, fonts)
		case 'car':
			return paintCar(ink, art, w, h, fonts)
		case 'cover':
			return paintCover(ink, art, w, h, fonts)
		case 'hole':
			return paintHole(ink, art, w, h, fonts)
		case 'hexChunk':
			return paintHexChunk(ink, art, w, h, fonts)
		case 'disc':
			return paintDisc(ink, art, w, h, fonts)
		case 'gapGround':
			return paintGapGround(ink, w, h)
		case 'arrow':
			return paintArrow(ink, w, h)
		case 'arm':
			return paintArm(ink, w, h)
		case 'pivot':
			return paintPivot(ink, w, h)
		case 'framePlate':
			return paintFramePlate(ink, art, w, h, fonts)
		case 'tag':
			return paintTag(ink, art.text, w, h, fonts)
		case 'plot':
			return paintPlot(ink, art, w, h, fonts)
		case 'alarm':
			return paintAlarm(ink, w, h, fonts)
		case 'hazard':
			return paintHazard(ink, art.text, w, h, fonts)
		case 'frame':
			return paintFrame(ink, art, w, h, fonts)
		case 'neighbour':
			return paintNeighbour(ink, art, w, h, fonts)
		case 'depot':
			return paintDepot(ink, art, w, h, fonts)
		case 'beam':
			return paintBeam(ink, w, h)
		case 'post':
			return paintPost(ink, w, h)
		case 'lamp':
			return paintLamp(ink, art, w, h, fonts)
		case 'token':
			return paintToken(ink, art.text, w, h, fonts)
		case 'road':
			return paintRoad(ink, w, h)
		case 'lane':
			return paintLane(ink, art, w, h, fonts)
		case 'lightPool':
			return paintLightPool(ink, w, h)
		case 'access':
			return paintAccess(ink, art, w, h, fonts)
		case 'noAccess':
			return paintNoAccess(ink, art.text, w, h, fonts)
		case 'next':
			return paintNext(ink, art, w, h, fonts)
		case 'tlbLine':
			return paintTlbLine(ink, art, w, h, fonts)
		case 'ledger':
			return paintLedger(ink, art, fonts)
		case 'entry':
			return paintEntry(ink, art, w, h, fonts)
		case 'cross':
			return paintCross(ink, art)
		case 'headlights':
			return paintHeadlights(ink, w, h)
		case 'roller':
			return paintRoller(ink, w, h)
		case 'flash':
			rounded(ink, 0, 0, w, h, 9)
			ink.fillStyle = '#FFFFFF'
			return ink.fill()
		case 'cost':
			return paintCost(ink, art.text, w, h, fonts)
	}
}
