/** The pages of passwords, sessions and mailed links, which few shoppers see: fetched together. */

import '../account/account.css'
import './security.css'

export { ConfirmEmailPage } from './ConfirmEmailPage'
export { ResetPasswordPage } from './ResetPasswordPage'
export { SecurityPage } from './SecurityPage'
