import type { LotPick } from './model.ts'
import type { Texture } from './plates.ts'

/** Which end of a vehicle a row shows: a chunk that crosses rows is drawn as an articulated vehicle. */
export type Cut = 'whole' | 'tail' | 'middle' | 'head'
/** `shared`: asphalt under glass, for a page that two processes have read-only. `file`: a drawing of what is in a file. */
export type Ground = 'plain' | 'paved' | 'sand' | 'zero' | 'depot' | 'file' | 'shared'
export type HoleLook = 'plain' | 'fits' | 'tight' | 'selected'
export type Tone = 'text' | 'muted' | 'amber' | 'blue' | 'purple' | 'sand' | 'danger'

/** What one image shows. Equal values are one texture: nothing here may change from frame to frame. */
export type Art =
	| { readonly kind: 'fill'; readonly colour: string; readonly radius: number; readonly edge?: string }
	| { readonly kind: 'ground'; readonly zone: 'lot' | 'street' | 'office' | 'mmu' }
	| {
			readonly kind: 'label'
			readonly text: string
			readonly px: number
			readonly tone: Tone
			readonly align: 'left' | 'centre' | 'right'
			readonly mono?: boolean
			readonly bold?: boolean
			/** On a dark plate, where the ground is busy. */
			readonly backed?: boolean
	  }
	| {
			readonly kind: 'pill'
			readonly text: string
			readonly tone: 'amber' | 'blue' | 'purple' | 'plain'
			readonly solid?: boolean
	  }
	// ── heap ──
	| {
			readonly kind: 'row'
			readonly ground: Ground
			readonly slot: number
			readonly seed: number
			readonly note: string
	  }
	| { readonly kind: 'rowSign'; readonly text: string }
	| {
			readonly kind: 'car'
			readonly cut: Cut
			readonly slot: number
			readonly slots: number
			readonly base: string
			readonly texture: Texture
			readonly text: string
			readonly ghost?: boolean
			readonly selected?: boolean
	  }
	| { readonly kind: 'cover'; readonly cut: Cut; readonly slot: number; readonly text: string }
	| {
			readonly kind: 'hole'
			readonly look: HoleLook
			readonly cut: Cut
			readonly text: string
	  }
	| {
			readonly kind: 'hexChunk'
			readonly use: 'used' | 'free' | 'racked' | 'top'
			readonly cut: Cut
			readonly slot: number
			readonly base: string
			readonly address: string
			readonly word: string
			readonly look: HoleLook
			readonly position: string
	  }
	| { readonly kind: 'disc'; readonly text: string; readonly look: HoleLook }
	| { readonly kind: 'gapGround' }
	| { readonly kind: 'arrow' }
	| { readonly kind: 'arm' }
	| { readonly kind: 'pivot' }
	| { readonly kind: 'framePlate'; readonly text: string; readonly state: Ground; readonly selected: boolean }
	| { readonly kind: 'tag'; readonly text: string }
	// ── land and frames ──
	| {
			readonly kind: 'plot'
			readonly page: string
			readonly ground: Ground
			/** Frame number on asphalt, or the word for the state. */
			readonly note: string
			readonly selected: boolean
			readonly locked: boolean
	  }
	| { readonly kind: 'alarm' }
	| { readonly kind: 'hazard'; readonly text: string }
	| {
			readonly kind: 'frame'
			readonly frame: string
			readonly page: string
			readonly locked: boolean
			readonly selected: boolean
			/** Each owner has a ground of its own. */
			readonly owner: 'program' | 'tenant' | 'child'
			/** A bit as of the latest scan; null: not scanned. */
			readonly accessed: boolean | null
			readonly file: boolean
			readonly shared: number
	  }
	/** A process beside the program: what it holds. */
	| {
			readonly kind: 'neighbour'
			readonly letter: string
			readonly text: string
			readonly owner: 'tenant' | 'child'
			readonly selected: boolean
	  }
	| { readonly kind: 'depot'; readonly text: string; readonly rolls: number }
	// ── gate and street ──
	| { readonly kind: 'beam' }
	| { readonly kind: 'post' }
	| { readonly kind: 'lamp'; readonly lit: boolean; readonly text: string }
	| { readonly kind: 'token'; readonly text: string }
	| { readonly kind: 'road' }
	| {
			readonly kind: 'lane'
			readonly text: string
			readonly state: 'waiting' | 'inside' | 'mmu' | 'computing' | 'done'
	  }
	| { readonly kind: 'lightPool' }
	// ── MMU ──
	| {
			readonly kind: 'access'
			readonly digits: string
			readonly names: readonly [string, string, string]
			readonly note: string
			readonly write: boolean
	  }
	| { readonly kind: 'noAccess'; readonly text: string }
	| { readonly kind: 'next'; readonly page: string; readonly note: string; readonly write: boolean }
	| {
			readonly kind: 'tlbLine'
			readonly index: string
			/** '' : an empty line. */
			readonly page: string
			readonly frame: string
			readonly write: boolean
			/** Pages that it covers. */
			readonly span: number
			readonly note: string
			readonly selected: boolean
			readonly current: boolean
	  }
	| { readonly kind: 'ledger'; readonly cell: number; readonly axis: number }
	| { readonly kind: 'entry'; readonly text: string; readonly zero: boolean; readonly write: boolean }
	| {
			readonly kind: 'cross'
			readonly row: number
			readonly column: number
			readonly cell: number
			readonly axis: number
	  }
	// ── motion only ──
	| { readonly kind: 'headlights' }
	| { readonly kind: 'roller' }
	| { readonly kind: 'flash' }
	| { readonly kind: 'cost'; readonly text: string }

/** One image of the picture, in CSS px. `scroll`: y counts in the scrolled content, else on the canvas. */
export interface LotNode {
	readonly id: string
	readonly art: Art
	readonly x: number
	readonly y: number
	readonly w: number
	readonly h: number
	readonly z: number
	readonly scroll: boolean
	readonly alpha?: number
	/** Degrees, about the centre, or about the left end for the arm. */
	readonly angle?: number
	readonly pick?: LotPick
	/** A 16 × 16 field of pages in which each cell can be picked. */
	readonly cells?: { readonly x: number; readonly y: number; readonly cell: number }
	/** Text that hovering or selecting shows where the car itself has no room for it. */
	readonly hint?: string
	/** Asks for attention: breathes now and then, besides its own shape. */
	readonly pulse?: boolean
}

/** A whole picture. */
export interface Picture {
	readonly width: number
	readonly height: number
	readonly nodes: readonly LotNode[]
	/** The window on the scrolled content. */
	readonly windowTop: number
	readonly windowHeight: number
	readonly contentHeight: number
	/** The part of the content that must be in sight when it changes. */
	readonly focus: { readonly key: string; readonly top: number; readonly bottom: number } | null
	/** Where cars come from and go to, on the canvas. */
	readonly exit: { readonly x: number; readonly y: number } | null
}
