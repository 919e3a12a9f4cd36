/** The pages of the account, which are fetched together. */

import './account.css'

export { AccountPage } from './AccountPage'
export { LogInPage } from './LogInPage'
export { OrderPage } from './OrderPage'
export { RegisterPage } from './RegisterPage'
