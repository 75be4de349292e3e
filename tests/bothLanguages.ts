import { LANGUAGES, loadLanguage } from '../client/words/words.ts'

// A page loads the language that it shows; tests ask for either at any time.
await Promise.all(LANGUAGES.map(loadLanguage))
