/** The messages of the back room, apart from the shop's, which every shopper fetches. */

import { computed } from '@preact/signals'
import { type Lang, lang } from '../../../i18n'
import { en } from './en'
import { es, type Messages } from './es'

const translations: Record<Lang, Messages> = { es, en }

/** The messages in the current language. */
export const messages = computed(() => translations[lang.value])
