/** The messages of these pages, apart from the shop's, which every shopper fetches. */

import { computed } from '@preact/signals'
import { type Lang, lang } from '../../i18n'

const es = {
  forgot: {
    title: '¿Has olvidado la contraseña?',
    why: 'Escribe tu correo y te mandamos un enlace para elegir otra.',
    send: 'Mandar el enlace',
    sentTitle: 'Mira tu correo',
    sent: (email: string) =>
      `Si hay una cuenta con ${email}, le hemos mandado un enlace. Sirve durante 30 minutos, y una sola vez.`,
    again: 'Mandarlo a otro correo',
  },
  reset: {
    title: 'Elige una contraseña nueva',
    why: 'Al guardarla se cerrarán todas las sesiones de tu cuenta.',
    save: 'Guardar la contraseña',
    doneTitle: 'Tu contraseña ha cambiado',
    done: 'Hemos cerrado todas las sesiones. Entra con la contraseña nueva.',
    another: 'Pedir otro enlace',
  },
  confirm: {
    title: 'Confirma tu correo',
    question: 'Confírmalo solo si has abierto tú la cuenta.',
    confirm: 'Confirmar',
    notYours: '¿No has sido tú? No confirmes nada. Si quieres quedarte con la cuenta:',
    takeOver: 'elige una contraseña tuya',
    working: 'Confirmando tu correo…',
    doneTitle: 'Correo confirmado',
    done: 'Gracias: ya sabemos que tus avisos te llegan.',
    expiredTitle: 'Este enlace ya no sirve',
    expired:
      'Los enlaces sirven durante 30 minutos y una sola vez. Te mandamos otro cuando quieras.',
    none: 'Te mandamos un enlace para saber que tus avisos te llegan.',
    logInFirst: 'Entra en tu cuenta para pedir un enlace.',
    send: 'Mandar un enlace',
    sent: 'Te lo hemos mandado. Sirve durante 30 minutos.',
    account: 'Ir a tu cuenta',
  },
  security: {
    title: 'Acceso y seguridad',
    email: 'Correo electrónico',
    confirmed: 'Confirmado.',
    notConfirmed: 'Sin confirmar.',
    password: 'Contraseña',
    current: 'Contraseña de ahora',
    next: 'Contraseña nueva',
    change: 'Cambiar la contraseña',
    changed: 'Tu contraseña ha cambiado, y las demás sesiones se han cerrado.',
    sessions: 'Sesiones abiertas',
    here: 'Este dispositivo',
    used: (moment: string) => `Última vez: ${moment}`,
    end: 'Cerrar',
    endNamed: (device: string) => `Cerrar la sesión de ${device}`,
    endOthers: 'Cerrar todas las demás',
    unknown: 'Dispositivo desconocido',
    on: (browser: string, system: string) => `${browser} en ${system}`,
    close: 'Cerrar la cuenta',
    closeText:
      'Se borran tu nombre, tu correo y tus direcciones. Los pedidos que ya has hecho siguen su camino.',
    closeQuestion: '¿Cerrar tu cuenta? No se puede deshacer.',
    closePassword: 'Tu contraseña, para cerrarla',
    closeYes: 'Sí, cerrarla para siempre',
    closeNo: 'No, seguir con ella',
  },
}

type Messages = typeof es

const en: Messages = {
  forgot: {
    title: 'Forgotten your password?',
    why: 'Write your email and we will send you a link to choose another.',
    send: 'Send the link',
    sentTitle: 'Check your email',
    sent: (email) =>
      `If there is an account with ${email}, we have sent it a link. It works for 30 minutes, and once.`,
    again: 'Send it to another email',
  },
  reset: {
    title: 'Choose a new password',
    why: 'Saving it ends every session of your account.',
    save: 'Save the password',
    doneTitle: 'Your password has changed',
    done: 'We have ended every session. Log in with the new password.',
    another: 'Ask for another link',
  },
  confirm: {
    title: 'Confirm your email',
    question: 'Confirm it only if it was you who opened the account.',
    confirm: 'Confirm',
    notYours: 'It was not you? Then confirm nothing. If you want to keep the account:',
    takeOver: 'choose a password of your own',
    working: 'Confirming your email…',
    doneTitle: 'Email confirmed',
    done: 'Thank you: now we know that our messages reach you.',
    expiredTitle: 'This link no longer works',
    expired: 'Links work for 30 minutes, and once. We can send you another whenever you like.',
    none: 'We send you a link, to know that our messages reach you.',
    logInFirst: 'Log in to your account to ask for a link.',
    send: 'Send a link',
    sent: 'We have sent it. It works for 30 minutes.',
    account: 'Go to your account',
  },
  security: {
    title: 'Login and security',
    email: 'Email',
    confirmed: 'Confirmed.',
    notConfirmed: 'Not confirmed.',
    password: 'Password',
    current: 'Current password',
    next: 'New password',
    change: 'Change the password',
    changed: 'Your password has changed, and the other sessions have ended.',
    sessions: 'Open sessions',
    here: 'This device',
    used: (moment) => `Last used: ${moment}`,
    end: 'End',
    endNamed: (device) => `End the session of ${device}`,
    endOthers: 'End all the others',
    unknown: 'Unknown device',
    on: (browser, system) => `${browser} on ${system}`,
    close: 'Close the account',
    closeText:
      'Your name, email and addresses are deleted. Orders that you have placed go on their way.',
    closeQuestion: 'Close your account? This cannot be undone.',
    closePassword: 'Your password, to close it',
    closeYes: 'Yes, close it for good',
    closeNo: 'No, keep it',
  },
}

const translations: Record<Lang, Messages> = { es, en }

/** The messages in the current language. */
export const messages = computed(() => translations[lang.value])
