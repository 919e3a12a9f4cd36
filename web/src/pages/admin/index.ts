/** The pages of the back room, which are fetched together, by admins alone. */

import '../account/account.css'
import './admin.css'
import { CategoriesPage } from './categories/CategoriesPage'
import { DashboardPage } from './DashboardPage'
import { ManageOrderPage } from './orders/ManageOrderPage'
import { OrderListPage } from './orders/OrderListPage'
import { EditProductPage } from './products/EditProductPage'
import { NewProductPage } from './products/NewProductPage'
import { ProductListPage } from './products/ProductListPage'
import { requireAdmin } from './requireAdmin'

export const pages = {
  DashboardPage: requireAdmin(DashboardPage),
  ProductListPage: requireAdmin(ProductListPage),
  NewProductPage: requireAdmin(NewProductPage),
  EditProductPage: requireAdmin(EditProductPage),
  CategoriesPage: requireAdmin(CategoriesPage),
  OrderListPage: requireAdmin(OrderListPage),
  ManageOrderPage: requireAdmin(ManageOrderPage),
}
