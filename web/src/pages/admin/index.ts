/** The pages of the back room, which are fetched together, by admins alone. */

import '../account/account.css'
import './admin.css'
import { AdminHome } from './AdminHome'
import { OrderDesk } from './orders/OrderDesk'
import { OrderList } from './orders/OrderList'
import { NewProductDesk } from './products/NewProductDesk'
import { ProductDesk } from './products/ProductDesk'
import { ProductList } from './products/ProductList'
import { forAdmins } from './Room'

export const DashboardPage = forAdmins(AdminHome)
export const ProductListPage = forAdmins(ProductList)
export const NewProductPage = forAdmins(NewProductDesk)
export const EditProductPage = forAdmins(ProductDesk)
export const OrderListPage = forAdmins(OrderList)
export const ManageOrderPage = forAdmins(OrderDesk)
