import type { ComponentChildren, JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { LANGUAGES, language, showLanguage, t } from '../words/words.ts'
import { reducedMotion, sound, TEXT_SIZES, textSize } from './settings.ts'
import { go } from './router.ts'

const NAMES = { en: 'EN', zh: '中文' } as const

/** EN | 中文. On every page. */
export function LanguageSwitch(): JSX.Element {
	return (
		<div class="language" role="group" aria-label={t('app.language')}>
			{LANGUAGES.map((one) => (
				<button
					key={one}
					type="button"
					lang={one === 'zh' ? 'zh-CN' : 'en'}
					aria-pressed={language.value === one}
					onClick={() => showLanguage(one)}
				>
					{NAMES[one]}
				</button>
			))}
		</div>
	)
}

function Brand(): JSX.Element {
	return (
		<a
			class="brand"
			href="/"
			aria-label={`${t('app.title')} ${t('app.titleHex')}`}
			onClick={(event) => {
				event.preventDefault()
				go('/')
			}}
		>
			<span>{t('app.title')}</span> <span class="mono brand-hex">{t('app.titleHex')}</span>
		</a>
	)
}

/** `brand` false: the page shows the title itself. */
export function TopBar({
	brand = true,
	children,
}: {
	readonly brand?: boolean
	readonly children?: ComponentChildren
}): JSX.Element {
	return (
		<header class="top-bar">
			{brand ? <Brand /> : <span />}
			<div class="top-bar-right">
				{children}
				<LanguageSwitch />
				<SettingsButton />
			</div>
		</header>
	)
}

export function SettingsButton(): JSX.Element {
	const dialog = useRef<HTMLDialogElement>(null)
	return (
		<>
			<button
				type="button"
				class="icon-button"
				aria-label={t('settings.title')}
				onClick={() => dialog.current?.showModal()}
			>
				<svg
					viewBox="0 0 24 24"
					width="22"
					height="22"
					fill="none"
					stroke="currentColor"
					stroke-width="2"
					stroke-linecap="round"
					aria-hidden="true"
				>
					<path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
					<circle cx="16" cy="7" r="2.6" />
					<circle cx="8" cy="17" r="2.6" />
				</svg>
			</button>
			<dialog
				ref={dialog}
				class="dialog"
				aria-labelledby="settings-title"
				onClick={(event) => {
					if (event.target === dialog.current) dialog.current?.close()
				}}
			>
				<div class="dialog-body">
					<h2 id="settings-title">{t('settings.title')}</h2>
					<Toggle name={t('settings.motion')} on={reducedMotion.value} onChange={(on) => (reducedMotion.value = on)} />
					<Toggle name={t('settings.sound')} on={sound.value} onChange={(on) => (sound.value = on)} />
					<fieldset class="field">
						<legend>{t('settings.text')}</legend>
						<div class="choices">
							{TEXT_SIZES.map((size) => (
								<label key={size}>
									<input
										type="radio"
										name="text-size"
										checked={textSize.value === size}
										onChange={() => (textSize.value = size)}
									/>
									<span aria-hidden="true" style={{ fontSize: `${0.8 + size * 0.2}em` }}>
										A
									</span>
									<span class="visually-hidden">{TEXT_NAMES[size]()}</span>
								</label>
							))}
						</div>
					</fieldset>
					<div class="field">
						<span class="label">{t('app.language')}</span>
						<LanguageSwitch />
					</div>
					<button type="button" class="button wide" onClick={() => dialog.current?.close()}>
						{t('app.close')}
					</button>
				</div>
			</dialog>
		</>
	)
}

const TEXT_NAMES = {
	1: () => t('settings.textNormal'),
	2: () => t('settings.textLarge'),
	3: () => t('settings.textHuge'),
} as const

function Toggle(props: {
	readonly name: string
	readonly on: boolean
	readonly onChange: (on: boolean) => void
}): JSX.Element {
	return (
		<button
			type="button"
			role="switch"
			class="toggle"
			aria-checked={props.on}
			onClick={() => props.onChange(!props.on)}
		>
			<span>{props.name}</span>
			<span class="toggle-state" aria-hidden="true">
				<span>{props.on ? t('settings.on') : t('settings.off')}</span>
				<span class="toggle-track" />
			</span>
		</button>
	)
}
