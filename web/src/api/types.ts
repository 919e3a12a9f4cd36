/** What the REST API sends and takes, as /openapi.json describes it. */

export interface Money {
  /** In minor units: 14990 is 149.90. */
  amount: number
  /** ISO 4217. */
  currency: string
}

export interface ImageSource {
  url: string
  width: number
  height: number
}

export interface Image extends ImageSource {
  alt: string
  /** Ascending by width. */
  sources: ImageSource[]
}

export interface CategoryName {
  slug: string
  name: string
}

export interface Category extends CategoryName {
  path: string[]
  parent: string | null
  product_count: number
}

export interface ProductSummary {
  id: string
  sku: string
  slug: string
  name: string
  category: CategoryName
  price: Money
  image: Image | null
  /** Null: no stock figure is to be had now. */
  in_stock: boolean | null
}

export interface Product extends ProductSummary {
  description: string
  attributes: Record<string, string>
  images: Image[]
  stock: number | null
  brand: string | null
  breadcrumbs: CategoryName[]
  /** Of the days before a reduction; null when there was none lately. */
  lowest_price_30d: Money | null
}

export interface Facets {
  categories: (CategoryName & { count: number })[]
  price: { min: Money | null; max: Money | null }
}

export interface ProductPage {
  items: ProductSummary[]
  total: number
  /** False: so many that `total` and the facets are estimates. */
  total_is_exact: boolean
  next_cursor: string | null
  facets: Facets
  corrected_query: string | null
}

export type Sort = 'relevance' | 'price' | '-price' | 'newest' | 'name'

export interface ProductQuery {
  q?: string | undefined
  category?: string | undefined
  min_price?: number | undefined
  max_price?: number | undefined
  in_stock?: boolean | undefined
  exact?: boolean | undefined
  sort?: Sort | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

export interface Suggestion {
  text: string
  slug: string | null
}

export type LineState = 'ok' | 'sold-out' | 'too-few' | 'gone' | 'dearer' | 'cheaper'

export interface CartLine {
  product_id: string
  slug: string
  name: string
  image: Image | null
  quantity: number
  unit_price: Money
  total: Money
  available: number | null
  state: LineState
}

export interface Cart {
  items: CartLine[]
  /** The sum of the quantities. */
  count: number
  total: Money
}

export interface Contact {
  name: string
  email: string
  /** E.164. */
  phone?: string | null
}

export interface Address {
  line1: string
  line2?: string | null
  city: string
  region?: string | null
  postal_code: string
  /** ISO 3166-1 alpha-2. */
  country: string
}

export type Notify = 'email' | 'sms'

export interface NewOrder {
  contact: Contact
  shipping_address: Address
  notify: Notify[]
}

export type OrderStatus = 'confirmed' | 'shipped' | 'delivered' | 'cancelled'

export interface OrderLine {
  product_id: string
  name: string
  quantity: number
  unit_price: Money
  total: Money
}

export interface Order extends NewOrder {
  id: string
  number: number
  status: OrderStatus
  items: OrderLine[]
  total: Money
  message: string
  created_at: string
  history: { status: OrderStatus; at: string }[]
}

export interface OrderPage {
  items: Order[]
  next_cursor: string | null
}

export interface User {
  id: string
  email: string
  name: string
  phone: string | null
  locale: 'es' | 'en'
  role: 'customer' | 'admin'
  created_at: string
}

export interface Credentials {
  email: string
  password: string
}

export interface NewUser extends Credentials {
  name: string
  phone?: string
  locale: 'es' | 'en'
}
