/** Links from e-mails, passwords and sessions: pages few shoppers see, fetched on their own. */

import '../account/account.css'
import './security.css'

export { ConfirmPage } from './ConfirmEmailPage'
export { ResetPage } from './ResetPasswordPage'
export { SecurityPage } from './SecurityPage'
