/** The pages of the back room, which are fetched together, by admins alone. */

import '../account/account.css'
import './admin.css'
import { AdminHome } from './DashboardPage'
import { OrderDesk } from './orders/ManageOrderPage'
import { OrderList } from './orders/OrderListPage'
import { ProductDesk } from './products/EditProductPage'
import { NewProductDesk } from './products/NewProductPage'
import { ProductList } from './products/ProductListPage'
import { forAdmins } from './requireAdmin'

export const DashboardPage = forAdmins(AdminHome)
export const ProductListPage = forAdmins(ProductList)
export const NewProductPage = forAdmins(NewProductDesk)
export const EditProductPage = forAdmins(ProductDesk)
export const OrderListPage = forAdmins(OrderList)
export const ManageOrderPage = forAdmins(OrderDesk)
