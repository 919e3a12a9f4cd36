/** The types of the REST API, generated from its contract by `make contract`. */

/** One page of search results. */
export interface ProductPage {
  items: ProductSummary[]
  /** Results on all pages. */
  total: number
  /** False: total and facets are estimates from a sample of many results. */
  total_is_exact: boolean
  next_cursor: string | null
  facets: Facets
  /** The words that were searched for instead of those in `q`. */
  corrected_query: string | null
  /** With `state` alone. */
  states?: StateCounts | undefined
}

/** A product in a list. */
export interface ProductSummary {
  id: string
  sku: string
  slug: string
  name: string
  category: CategoryName
  price: Money
  image: Image | null
  /** Some seconds old in a list. Null, on a product's page: not known now. */
  in_stock: boolean | null
  /** For admins. */
  state?: 'active' | 'archived' | 'draft' | undefined
}

/** The category of a product. */
export interface CategoryName {
  slug: string
  name: string
}

/** An amount in the currency's minor units: 14990 EUR is 149.90 €. */
export interface Money {
  amount: number
  /** ISO 4217. */
  currency: string
}

/** A picture; its own URL is that of its largest size. */
export interface Image {
  url: string
  alt: string
  width: number
  height: number
  /** Ascending by width. */
  sources: ImageSource[]
  /** For admins: the texts it has. */
  alts?: ImageAlts | undefined
}

/** One size of a picture. */
export interface ImageSource {
  url: string
  width: number
  height: number
}

/** A picture's alternative text by language; the product's name is used if it is empty. */
export interface ImageAlts {
  es?: string | undefined
  en?: string | undefined
}

/** The number of results by category and brand, and their prices. */
export interface Facets {
  categories: CategoryCount[]
  price: PriceRange
  /** At most 20, largest first; the filter `brand` is ignored for these counts. */
  brands: BrandCount[]
}

/** The number of results in a category. */
export interface CategoryCount {
  slug: string
  name: string
  count: number
}

/** The lowest and the highest price of the results; null if there are no results. */
export interface PriceRange {
  min: Money | null
  max: Money | null
}

/** The number of results of a brand. */
export interface BrandCount {
  name: string
  count: number
}

/** The number of products in each state, whatever else was asked for. */
export interface StateCounts {
  draft: number
  active: number
  archived: number
}

/** The attributes that best divide the results, in the language of the response. */
export interface AttributeFacets {
  /** Up to 6 and those in `attributes`, those that divide most results first. */
  attributes: AttributeFacet[]
  /** False: the counts are estimates from a sample of many results. */
  counts_are_exact: boolean
}

/** The number of results by value of an attribute. */
export interface AttributeFacet {
  name: string
  /** Up to 12 and those in `attributes`, largest first; the filter by this name is ignored for these counts. */
  values: ValueCount[]
}

/** The number of results with a value of an attribute. */
export interface ValueCount {
  value: string
  count: number
}

/** The completions of the text typed so far, best first. */
export interface Suggestions {
  suggestions: Suggestion[]
}

/** A completion of the text typed so far; with a slug if it is a product. */
export interface Suggestion {
  text: string
  slug: string | null
}

/** The bestsellers of the last 30 days that are for sale, best first, on one page. */
export interface Bestsellers {
  items: ProductSummary[]
  next_cursor: null
}

/** The tree of categories, depth first. */
export interface Categories {
  items: Category[]
}

/** A category in the tree. */
export interface Category {
  slug: string
  name: string
  /** Slugs from the top of the tree to this category. */
  path: string[]
  parent: string | null
  /** Products for sale in this category and below it. */
  product_count: number
  /** For admins: its names. `name` shows another where one is missing. */
  names?: CategoryNames | undefined
  /** For admins: products in any state in it and below it. */
  total_product_count?: number | undefined
}

/** A category's name by language. */
export interface CategoryNames {
  es?: string | undefined
  en?: string | undefined
}

/** A new category, the last among its siblings. */
export interface NewShelf {
  slug?: string | null | undefined
  /** At least one language. */
  names: CategoryNames
  /** Null: the top of the tree. */
  parent?: string | null | undefined
}

/** A change of a category; an omitted field stays as it is. */
export interface ShelfChange {
  names?: CategoryRenaming | undefined
  /** Null: the top of the tree. */
  parent?: string | null | undefined
}

/** A category's new names; an omitted language keeps its name, null removes it. */
export interface CategoryRenaming {
  es?: string | null | undefined
  en?: string | null | undefined
}

/** A product's page. */
export interface Product {
  id: string
  sku: string
  slug: string
  name: string
  category: CategoryName
  price: Money
  image: Image | null
  /** Some seconds old in a list. Null, on a product's page: not known now. */
  in_stock: boolean | null
  description: string
  /** In display order. */
  attributes: Record<string, string>
  images: Image[]
  /** Units in stock; null: not known now. */
  stock: number | null
  brand: string | null
  /** From the top of the tree. */
  breadcrumbs: CategoryName[]
  /** The lowest price in the 30 days before the last price cut; null if there was no cut in the last 30 days. */
  lowest_price_30d: Money | null
  /** For admins. */
  state?: 'active' | 'archived' | 'draft' | undefined
  /** For admins: the languages that it has texts in, and these. The fields above show another language where one is missing. */
  texts?: ProductTexts | undefined
}

/** A product's texts by language; at least one language. */
export interface ProductTexts {
  es?: ProductText | undefined
  en?: ProductText | undefined
}

/** A product's texts in one language. */
export interface ProductText {
  name: string
  description?: string | undefined
  attributes?: Record<string, string> | undefined
}

/** A new product. */
export interface NewProduct {
  sku: string
  slug?: string | null | undefined
  texts: ProductTexts
  /** From the top of the tree. */
  categories: NewCategory[]
  price: Price
  brand?: string | null | undefined
  /** A draft is not public, nor is what is archived. */
  state?: 'active' | 'archived' | 'draft' | undefined
}

/** A category of a product; it is created if it does not exist, and then needs names. */
export interface NewCategory {
  slug: string
  names?: CategoryNames | undefined
}

/** The price of one unit, in minor units of the shop's currency. */
export interface Price {
  amount: number
  /** ISO 4217. */
  currency: string
}

/** A change of a product; an omitted field or language stays as it is. */
export interface ProductChange {
  sku?: string | undefined
  slug?: string | undefined
  texts?: ProductTextsChange | undefined
  /** From the top of the tree. */
  categories?: NewCategory[] | undefined
  price?: Price | undefined
  /** Null removes the brand. */
  brand?: string | null | undefined
  /** In their new order; omitted pictures are removed. */
  images?: KeptImage[] | undefined
  /** `active` publishes a draft, and puts what is archived on sale again. */
  state?: 'active' | 'archived' | 'draft' | undefined
}

/** A product's new texts by language; an omitted language keeps its texts, null removes them. */
export interface ProductTextsChange {
  es?: ProductText | null | undefined
  en?: ProductText | null | undefined
}

/** A picture of the product that is to stay. */
export interface KeptImage {
  /** As in the product. */
  url: string
  /** An omitted language stays as it is. */
  alts?: ImageAlts | undefined
}

/** One page of a product's prices, newest first. */
export interface PricePage {
  items: PricePeriod[]
  next_cursor: string | null
}

/** A price, and the period in which it applied. */
export interface PricePeriod {
  price: Money
  since: string
  /** Null: it is the current price. */
  until: string | null
}

/** The units of a product in stock. */
export interface Stock {
  on_hand: number
}

/** What holds for the whole shop; more fields will come. */
export interface Shop {
  /** The currency of all prices (ISO 4217). */
  currency: string
}

/** A shopping cart. */
export interface Cart {
  items: CartLine[]
  /** The sum of the quantities. */
  count: number
  /** The sum of the lines that can be bought. */
  total: Money
  /** What found no room when a guest's cart was merged into the customer's, the latest 50. Each stays until its product is put in the cart or deleted from it. */
  left_out?: LeftOutLine[] | undefined
}

/** A product in the cart, at its current price. */
export interface CartLine {
  product_id: string
  slug: string
  name: string
  image: Image | null
  quantity: number
  unit_price: Money
  total: Money
  /** Units in stock; null: not known now. */
  available: number | null
  /** Whether the line can be bought as it was last shown. */
  state: 'cheaper' | 'dearer' | 'gone' | 'ok' | 'sold-out' | 'too-few'
}

/** A product that a full cart had no room for. */
export interface LeftOutLine {
  product_id: string
  /** Empty if the product is gone. */
  slug: string
  name: string
  quantity: number
}

/** The new quantity of a product in the cart. */
export interface CartItemChange {
  quantity: number
}

/** An order to place: for the given items or, without any, for those in the cart. */
export interface NewOrder {
  items?: OrderItem[] | null | undefined
  contact: Contact
  shipping_address: ShippingAddress
  /** How to notify the customer; sms needs a phone. */
  notify: ('email' | 'sms')[]
}

/** A product to order. */
export interface OrderItem {
  product_id: string
  quantity: number
  /** The price shown; the order is refused if it is not the current one. */
  unit_price?: Money | null | undefined
}

/** The buyer, to notify about the order. */
export interface Contact {
  name: string
  email: string
  phone?: string | null | undefined
}

/** The address to ship a new order to. */
export interface ShippingAddress {
  line1: string
  line2?: string | null | undefined
  city: string
  region?: string | null | undefined
  postal_code?: string | null | undefined
  /** ISO 3166-1 alpha-2, of a country that parcels can go to. */
  country: string
}

/** An order. */
export interface Order {
  id: string
  /** Short and ascending; the number that buyers are given. */
  number: number
  status: 'cancelled' | 'confirmed' | 'delivered' | 'shipped'
  items: OrderLine[]
  total: Money
  /** The confirmation sent to the buyer, whatever the status is now. */
  message: string
  created_at: string
  contact: OrderContact
  shipping_address: OrderAddress
  notify: ('email' | 'sms')[]
  /** Oldest first. */
  history: StatusChange[]
}

/** A product of an order, with its name and price when it was ordered. */
export interface OrderLine {
  product_id: string
  name: string
  quantity: number
  unit_price: Money
  total: Money
  /** With `include=products`: the product as it is now, in the language of the request; null: not known now. */
  product?: ProductSummary | null | undefined
}

/** The buyer of an order. */
export interface OrderContact {
  name: string
  email: string
  phone: string | null
}

/** The address that an order is shipped to. */
export interface OrderAddress {
  line1: string
  line2: string | null
  city: string
  region: string | null
  postal_code: string
  country: string
}

/** A status of an order, and when it was reached. */
export interface StatusChange {
  status: 'cancelled' | 'confirmed' | 'delivered' | 'shipped'
  at: string
}

/** One page of orders, newest first. */
export interface OrderPage {
  items: Order[]
  next_cursor: string | null
}

/** The sales since a moment, and what needs attention. */
export interface Summary {
  since: string
  /** Placed since then, whatever their status. */
  orders: number
  /** Of these, the cancelled ones. */
  cancelled: number
  /** Without cancelled orders; one amount per currency. */
  revenue: Money[]
  /** Orders of any age that are not shipped yet. */
  waiting: number
  /** Lowest first, at most 50. */
  low_stock: LowStock[]
  /** Messages that failed too often; an operator must requeue them. */
  parked: number
}

/** A product that is low in stock. */
export interface LowStock {
  product_id: string
  on_hand: number
  /** Null: not known now. */
  product: ProductSummary | null
}

/** The status that an order is taken back from. */
export interface UndoneStatus {
  status: 'delivered' | 'shipped'
}

/** A new account. */
export interface NewUser {
  email: string
  /** Not a common password, nor the customer's name or e-mail. */
  password: string
  name: string
  phone?: string | null | undefined
  locale?: 'en' | 'es' | null | undefined
  /** Default: by e-mail. */
  notify?: ('email' | 'sms')[] | null | undefined
}

/** An account. */
export interface User {
  id: string
  email: string
  name: string
  phone: string | null
  locale: 'en' | 'es'
  role: 'admin' | 'customer'
  created_at: string
  /** How to notify the customer about orders. */
  notify: ('email' | 'sms')[]
  /** Whether a link mailed to it has been opened. */
  email_confirmed: boolean
}

/** The credentials to sign in with. */
export interface Credentials {
  email: string
  password: string
}

/** A change of an account; an omitted field stays as it is. */
export interface UserChange {
  name?: string | undefined
  /** Null removes the phone. */
  phone?: string | null | undefined
  locale?: 'en' | 'es' | undefined
  /** How to notify the customer; sms needs a phone. */
  notify?: ('email' | 'sms')[] | undefined
}

/** The proof of who closes an account. */
export interface AccountClosure {
  /** The current password. */
  password: string
}

/** A new password, with the current one as proof. */
export interface PasswordChange {
  current_password: string
  /** Not a common password, nor the customer's name or e-mail. */
  new_password: string
}

/** The e-mail of an account whose password was forgotten. */
export interface PasswordResetWish {
  email: string
}

/** A new password, with the token of a link as proof. */
export interface PasswordReset {
  /** `token` of the mailed link; valid for 30 minutes, once. */
  token: string
  /** Not a common password, nor the customer's name or e-mail. */
  new_password: string
}

/** The token of a link that was mailed to an account's e-mail. */
export interface EmailConfirmation {
  /** `token` of the mailed link; valid for 30 minutes, once. */
  token: string
}

/** A customer's sessions, on one page. */
export interface Sessions {
  items: Session[]
  next_cursor: null
}

/** A session of a customer on one device. */
export interface Session {
  id: string
  /** The browser's User-Agent; may be empty. */
  device: string
  created_at: string
  /** When it was started or last renewed. */
  last_used_at: string
  /** Whether it is the session of this request. */
  current: boolean
}

/** A customer's saved addresses, on one page. */
export interface Addresses {
  items: Address[]
  next_cursor: null
}

/** A saved address of a customer. */
export interface Address {
  id: string
  line1: string
  line2: string | null
  city: string
  region: string | null
  postal_code: string
  country: string
}

/** An address to save. */
export interface NewAddress {
  line1: string
  line2?: string | null | undefined
  city: string
  region?: string | null | undefined
  postal_code?: string | null | undefined
  /** ISO 3166-1 alpha-2, of a country that parcels can go to. */
  country: string
}

/** The process is alive. */
export interface Health {
  status: 'ok'
}

/** The process accepts requests, whatever the health of the services. */
export interface Readiness {
  status: 'ready'
  /** By name: catalog, orders, users. */
  neighbours: Record<string, 'not-serving' | 'serving' | 'unreachable'>
}

/** What went wrong, in the caller's language. */
export interface Problem {
  /** URI that ends in the reason. */
  type: string
  title: string
  status: number
  detail: string
  /** Path of the request. */
  instance: string
}

/** The request is wrong; every fault found is named. */
export interface FaultsProblem {
  /** URI that ends in the reason. */
  type: string
  title: string
  status: number
  detail: string
  /** Path of the request. */
  instance: string
  errors?: Fault[] | undefined
}

/** One thing wrong with the request. */
export interface Fault {
  /** JSON pointer into the body, or the name of a parameter or header with a slash before it. */
  pointer: string
  detail: string
}

/** Another product has what must be one product's alone. */
export interface TakenProblem {
  /** URI that ends in the reason. */
  type: string
  title: string
  status: number
  detail: string
  /** Path of the request. */
  instance: string
  errors?: TakenFault[] | undefined
}

/** A value that another product has; it is that product's alone. */
export interface TakenFault {
  /** JSON pointer into the body, or the name of a parameter or header with a slash before it. */
  pointer: string
  detail: string
  product_id?: string | undefined
  slug?: string | undefined
  name?: string | undefined
  state?: 'active' | 'archived' | 'draft' | undefined
}

/** Fewer are left than wanted. */
export interface OutOfStockProblem {
  /** URI that ends in the reason. */
  type: string
  title: string
  status: number
  detail: string
  /** Path of the request. */
  instance: string
  errors: ShortLine[]
}

/** A product of which fewer are left than wanted. */
export interface ShortLine {
  product_id: string
  requested: number
  available: number
}

/** A price is not the one that was seen. */
export interface PriceChangedProblem {
  /** URI that ends in the reason. */
  type: string
  title: string
  status: number
  detail: string
  /** Path of the request. */
  instance: string
  errors: RepricedLine[]
}

/** A product whose price is not the one that was seen. */
export interface RepricedLine {
  product_id: string
  seen: Money
  current: Money
}

/** A product is unknown or no longer sold. */
export interface ProductUnavailableProblem {
  /** URI that ends in the reason. */
  type: string
  title: string
  status: number
  detail: string
  /** Path of the request. */
  instance: string
  errors: UnavailableLine[]
}

/** A product that is unknown or no longer sold. */
export interface UnavailableLine {
  product_id: string
}

/** More units than the buyer may have in orders that are not shipped. */
export interface TooManyUnitsProblem {
  /** URI that ends in the reason. */
  type: string
  title: string
  status: number
  detail: string
  /** Path of the request. */
  instance: string
  errors: LimitedLine[]
}

/** A product of which more units are wanted than the buyer may have. */
export interface LimitedLine {
  product_id: string
  requested: number
  /** Units that may be ordered now, perhaps none. */
  allowed: number
}

export interface SearchProductsQuery {
  /** Words to search for, or a SKU. */
  q?: string | undefined
  /** Only products in this category or below it. */
  category?: string | undefined
  /** Only products of this brand, as the facets spell it. */
  brand?: string | undefined
  /** In minor units, inclusive. */
  min_price?: number | undefined
  /** In minor units, inclusive. */
  max_price?: number | undefined
  /** True: only products in stock. False: only products sold out. */
  in_stock?: boolean | undefined
  /** Only products with these attributes, as `/products/facets` spells them: up to twelve pairs of name and value; of several values of one name, any matches. A backslash escapes a colon, a comma or a backslash in a name or a value. */
  attributes?: string | undefined
  /** Search for the words as typed, without spelling correction and synonyms. */
  exact?: boolean | undefined
  /** Default: by relevance; without words, newest first. */
  sort?: '-price' | 'name' | 'newest' | 'price' | 'relevance' | undefined
  /** Items on a page. */
  limit?: number | undefined
  /** `next_cursor` of the previous page. */
  cursor?: string | undefined
  /** For admins: the products in this state, newest first; by default those for sale. With another state than `active`, neither `sort` nor `attributes`. */
  state?: 'active' | 'all' | 'archived' | 'draft' | undefined
}

export interface ListFacetsQuery {
  /** Words to search for, or a SKU. */
  q?: string | undefined
  /** Only products in this category or below it. */
  category?: string | undefined
  /** Only products of this brand, as the facets spell it. */
  brand?: string | undefined
  /** In minor units, inclusive. */
  min_price?: number | undefined
  /** In minor units, inclusive. */
  max_price?: number | undefined
  /** True: only products in stock. False: only products sold out. */
  in_stock?: boolean | undefined
  /** Only products with these attributes, as `/products/facets` spells them: up to twelve pairs of name and value; of several values of one name, any matches. A backslash escapes a colon, a comma or a backslash in a name or a value. */
  attributes?: string | undefined
  /** Search for the words as typed, without spelling correction and synonyms. */
  exact?: boolean | undefined
}

export interface SuggestProductsQuery {
  q: string
}

export interface ListBestsellersQuery {
  /** Products, at most. */
  limit?: number | undefined
}

export interface ListCategoriesQuery {
  /** For admins: with `names` and `total_product_count`. */
  state?: 'all' | undefined
}

export interface GetProductQuery {
  /** For admins: the product in whatever state it is, with `state` and `texts`. A program that sends an admin's token gets them without it. */
  state?: 'all' | undefined
}

export interface ListPricesQuery {
  /** Items on a page. */
  limit?: number | undefined
  /** `next_cursor` of the previous page. */
  cursor?: string | undefined
}

export interface ListOrdersQuery {
  /** Items on a page. */
  limit?: number | undefined
  /** `next_cursor` of the previous page. */
  cursor?: string | undefined
  /** `all`, for admins only: the orders of every customer. */
  scope?: 'all' | 'own' | undefined
  status?: 'cancelled' | 'confirmed' | 'delivered' | 'shipped' | undefined
}

export interface GetSummaryQuery {
  /** RFC 3339, within the last 31 days, such as midnight in the admin's time zone. Default: midnight, UTC. */
  since?: string | undefined
  /** List products with 1 to this many units. */
  low_level?: number | undefined
}

export interface GetOrderQuery {
  /** Adds to each line its product as it is now: SKU, name, picture. */
  include?: 'products' | undefined
}
