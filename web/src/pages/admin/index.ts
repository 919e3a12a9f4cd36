/** The back room's pages, which are fetched together and by nobody else. */

import '../account/account.css'
import './admin.css'
import type { ComponentType } from 'preact'
import type { PageProps } from '../../routes'
import { AdminHome } from './AdminHome'
import { OrderDesk } from './orders/OrderDesk'
import { OrderList } from './orders/OrderList'
import { NewProductDesk } from './products/NewProductDesk'
import { ProductDesk } from './products/ProductDesk'
import { ProductList } from './products/ProductList'
import { forAdmins } from './Room'

export const pages: Record<string, ComponentType<PageProps>> = {
  home: forAdmins(AdminHome),
  products: forAdmins(ProductList),
  newProduct: forAdmins(NewProductDesk),
  product: forAdmins(ProductDesk),
  orders: forAdmins(OrderList),
  order: forAdmins(OrderDesk),
}
