/** The types of the REST API, generated from its contract by `make contract`. */

/** One page of the products found. */
export interface ProductPage {
  items: ProductSummary[]
  /** Over all pages. */
  total: number
  /** False: so many results that total and facets are estimated by a sample. */
  total_is_exact: boolean
  next_cursor: string | null
  facets: Facets
  /** What was searched instead of the words as typed. */
  corrected_query: string | null
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
  /** In a list, as of moments ago. Null, on a product's own page: no stock figure is to be had now. */
  in_stock: boolean | null
}

/** A category as products name it. */
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

/** A picture; its own address is that of its largest size. */
export interface Image {
  url: string
  alt: string
  width: number
  height: number
  /** Ascending by width. */
  sources: ImageSource[]
}

/** One size of a picture. */
export interface ImageSource {
  url: string
  width: number
  height: number
}

/** How the results spread. */
export interface Facets {
  categories: CategoryCount[]
  price: PriceRange
  /** At most 20, the fullest first; also those that `brand` keeps out. */
  brands: BrandCount[]
}

/** How many of the results stand in a category. */
export interface CategoryCount {
  slug: string
  name: string
  count: number
}

/** The lowest and the highest price of the results; null when there are none. */
export interface PriceRange {
  min: Money | null
  max: Money | null
}

/** How many of the results are of a brand. */
export interface BrandCount {
  name: string
  count: number
}

/** The attributes that tell many of the results apart, in the language of the answer. */
export interface AttributeFacets {
  /** Up to 6 and those chosen, what tells most results apart first. */
  attributes: AttributeFacet[]
  /** False: of many results some were read, and counts are estimates. */
  counts_are_exact: boolean
}

/** How the results spread over the values of an attribute. */
export interface AttributeFacet {
  name: string
  /** Up to 12 and those chosen, the fullest first; of a name that `attributes` has, also of products that only this keeps out. */
  values: ValueCount[]
}

/** How many of the results have a value of an attribute. */
export interface ValueCount {
  value: string
  count: number
}

/** Ways to complete what was typed, best first. */
export interface Suggestions {
  suggestions: Suggestion[]
}

/** One way to complete what was typed; with a slug when it is one product. */
export interface Suggestion {
  text: string
  slug: string | null
}

/** What sold best in the last 30 days and is for sale, the best first, all on one page. */
export interface Bestsellers {
  items: ProductSummary[]
  next_cursor: null
}

/** The whole tree, depth first. */
export interface Categories {
  items: Category[]
}

/** A category in the tree. */
export interface Category {
  slug: string
  name: string
  /** Slugs from the top of the tree to this one. */
  path: string[]
  parent: string | null
  /** Products for sale in it and below it. */
  product_count: number
}

/** A category to be made, behind all others. */
export interface NewShelf {
  slug: string
  /** In one language at least. */
  names: CategoryNames
  /** Null: at the top of the tree. */
  parent?: string | null | undefined
}

/** A category's name by language. */
export interface CategoryNames {
  es?: string | undefined
  en?: string | undefined
}

/** What is to change of a category; what is left out stays as it is. */
export interface ShelfChange {
  names?: CategoryRenaming | undefined
  /** Null: to the top of the tree. */
  parent?: string | null | undefined
}

/** A category's name by language; one left out stays, null goes. */
export interface CategoryRenaming {
  es?: string | null | undefined
  en?: string | null | undefined
}

/** A product's own page. */
export interface Product {
  id: string
  sku: string
  slug: string
  name: string
  category: CategoryName
  price: Money
  image: Image | null
  /** In a list, as of moments ago. Null, on a product's own page: no stock figure is to be had now. */
  in_stock: boolean | null
  description: string
  /** In the order to show them. */
  attributes: Record<string, string>
  images: Image[]
  /** Units left; null: not to be had now. */
  stock: number | null
  brand: string | null
  /** From the top of the tree. */
  breadcrumbs: CategoryName[]
  /** The lowest price of the 30 days before the price was last lowered, where that was within the last 30 days. */
  lowest_price_30d: Money | null
}

/** A product as a shop keeper writes it. */
export interface NewProduct {
  sku: string
  slug?: string | null | undefined
  texts: ProductTexts
  /** From the top of the tree. */
  categories: NewCategory[]
  price: Price
  brand?: string | null | undefined
}

/** A product's texts by language; at least one. */
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

/** A category on a product; one that is new is made, and then needs names. */
export interface NewCategory {
  slug: string
  names?: CategoryNames | undefined
}

/** What one unit is to cost, in minor units of the shop's currency. */
export interface Price {
  amount: number
  /** ISO 4217. */
  currency: string
}

/** What is to change; a field left out stays as it is, a language left out too. */
export interface ProductChange {
  sku?: string | undefined
  slug?: string | undefined
  texts?: ProductTexts | undefined
  /** From the top of the tree. */
  categories?: NewCategory[] | undefined
  price?: Price | undefined
  /** Null takes it off. */
  brand?: string | null | undefined
  /** In their new order; those left out are removed. */
  images?: KeptImage[] | undefined
}

/** A picture that the product has and keeps. */
export interface KeptImage {
  /** As the product names it. */
  url: string
  /** A language left out stays. */
  alts?: ImageAlts | undefined
}

/** What a picture shows, by language; the product's name stands in where it is empty. */
export interface ImageAlts {
  es?: string | undefined
  en?: string | undefined
}

/** One page of a product's prices, the newest first. */
export interface PricePage {
  items: PricePeriod[]
  next_cursor: string | null
}

/** What a product cost, and when. */
export interface PricePeriod {
  price: Money
  since: string
  /** Null: it still does. */
  until: string | null
}

/** How many units are on the shelf. */
export interface Stock {
  on_hand: number
}

/** What a shopper means to buy. */
export interface Cart {
  items: CartLine[]
  /** The sum of the quantities. */
  count: number
  /** Of the lines that can be bought. */
  total: Money
}

/** One product in the cart, at today's price. */
export interface CartLine {
  product_id: string
  slug: string
  name: string
  image: Image | null
  quantity: number
  unit_price: Money
  total: Money
  /** Units left; null: not known now. */
  available: number | null
  /** Whether the line can be bought as the shopper last saw it. */
  state: 'cheaper' | 'dearer' | 'gone' | 'ok' | 'sold-out' | 'too-few'
}

/** How many of a product the cart is to hold. */
export interface CartItemChange {
  quantity: number
}

/** A purchase to confirm: the items given or, without any, what is in the cart. */
export interface NewOrder {
  items?: OrderItem[] | null | undefined
  contact: Contact
  shipping_address: ShippingAddress
  /** How to be told; sms needs a phone. */
  notify: ('email' | 'sms')[]
}

/** One product wanted. */
export interface OrderItem {
  product_id: string
  quantity: number
  /** The price seen; the order is refused when it is not today's. */
  unit_price?: Money | null | undefined
}

/** Whom to tell. */
export interface Contact {
  name: string
  email: string
  phone?: string | null | undefined
}

/** Where to send it. */
export interface ShippingAddress {
  line1: string
  line2?: string | null | undefined
  city: string
  region?: string | null | undefined
  postal_code: string
  /** ISO 3166-1 alpha-2. */
  country: string
}

/** A confirmed purchase. */
export interface Order {
  id: string
  /** Short and growing; what the buyer is told. */
  number: number
  status: 'cancelled' | 'confirmed' | 'delivered' | 'shipped'
  items: OrderLine[]
  total: Money
  /** What the buyer was told on confirmation, whatever became of it since. */
  message: string
  created_at: string
  contact: OrderContact
  shipping_address: OrderAddress
  notify: ('email' | 'sms')[]
  /** Oldest first. */
  history: StatusChange[]
}

/** So many of one product, at the name and price of the day. */
export interface OrderLine {
  product_id: string
  name: string
  quantity: number
  unit_price: Money
  total: Money
}

/** Whom to tell. */
export interface OrderContact {
  name: string
  email: string
  phone: string | null
}

/** Where it goes. */
export interface OrderAddress {
  line1: string
  line2: string | null
  city: string
  region: string | null
  postal_code: string
  country: string
}

/** One step in an order's life. */
export interface StatusChange {
  status: 'cancelled' | 'confirmed' | 'delivered' | 'shipped'
  at: string
}

/** One page of orders, newest first. */
export interface OrderPage {
  items: Order[]
  next_cursor: string | null
}

/** What was ordered since a moment, and what has to be seen to. */
export interface Summary {
  since: string
  /** Placed since then, whatever became of them. */
  orders: number
  /** Of those, how many are cancelled. */
  cancelled: number
  /** Of those not cancelled; one amount a currency. */
  revenue: Money[]
  /** Orders of any age that have not left. */
  waiting: number
  /** The lowest first, at most 50. */
  low_stock: LowStock[]
  /** Messages that are not delivered unless an operator puts them back. */
  parked: number
}

/** A product of which few are left. */
export interface LowStock {
  product_id: string
  on_hand: number
  /** Null: the catalogue is not to be had now. */
  product: ProductSummary | null
}

/** An account to open. */
export interface NewUser {
  email: string
  /** None of the most common, nor one's own name or e-mail. */
  password: string
  name: string
  phone?: string | null | undefined
  locale?: 'en' | 'es' | null | undefined
  /** By e-mail if unset. */
  notify?: ('email' | 'sms')[] | null | undefined
}

/** An account, as its owner sees it. */
export interface User {
  id: string
  email: string
  name: string
  phone: string | null
  locale: 'en' | 'es'
  role: 'admin' | 'customer'
  created_at: string
  /** How they want to be told of orders. */
  notify: ('email' | 'sms')[]
  /** Whether a link mailed there has been followed. */
  email_confirmed: boolean
}

/** What one logs in with. */
export interface Credentials {
  email: string
  password: string
}

/** What is to change; a field left out stays as it is. */
export interface UserChange {
  name?: string | undefined
  /** Null takes it off. */
  phone?: string | null | undefined
  locale?: 'en' | 'es' | undefined
  /** How to be told; sms needs a phone. */
  notify?: ('email' | 'sms')[] | undefined
}

/** A new password for who knows the old one. */
export interface PasswordChange {
  current_password: string
  /** None of the most common, nor one's own name or e-mail. */
  new_password: string
}

/** Whose password is forgotten. */
export interface PasswordResetWish {
  email: string
}

/** A new password for who has the link. */
export interface PasswordReset {
  /** `token` of the link that was mailed; good for 30 minutes and once. */
  token: string
  /** None of the most common, nor one's own name or e-mail. */
  new_password: string
}

/** What shows that somebody reads an account's e-mail. */
export interface EmailConfirmation {
  /** `token` of the link that was mailed; good for 30 minutes and once. */
  token: string
}

/** Where a customer is signed in, all on one page. */
export interface Sessions {
  items: Session[]
  next_cursor: null
}

/** One log-in, on one device. */
export interface Session {
  id: string
  /** What the browser calls itself; may be empty. */
  device: string
  created_at: string
  /** When it was begun or last renewed. */
  last_used_at: string
  /** Whether it is the one that asks. */
  current: boolean
}

/** A customer's addresses, all on one page. */
export interface Addresses {
  items: Address[]
  next_cursor: null
}

/** Where a customer has things sent. */
export interface Address {
  id: string
  line1: string
  line2: string | null
  city: string
  region: string | null
  postal_code: string
  country: string
}

/** An address to keep. */
export interface NewAddress {
  line1: string
  line2?: string | null | undefined
  city: string
  region?: string | null | undefined
  postal_code: string
  /** ISO 3166-1 alpha-2. */
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

export interface SearchProductsQuery {
  /** Words to find, or a product's SKU. */
  q?: string | undefined
  /** In this category and below. */
  category?: string | undefined
  /** Of this brand, spelt as facets spell it. */
  brand?: string | undefined
  /** Minor units. */
  min_price?: number | undefined
  /** Minor units. */
  max_price?: number | undefined
  /** Only what can be bought now, or only what is sold out. */
  in_stock?: boolean | undefined
  /** Only what has these attributes, spelt as `/products/facets` spells them: pairs of name and value, up to twelve; of one name any value will do. A backslash goes before a colon, a comma or a backslash that is part of a name or a value. */
  attributes?: string | undefined
  /** Take the words as typed: no spelling put right, no synonyms. */
  exact?: boolean | undefined
  /** By relevance unless said; without words, newest first. */
  sort?: '-price' | 'name' | 'newest' | 'price' | 'relevance' | undefined
  /** How many a page holds. */
  limit?: number | undefined
  /** `next_cursor` of the page before. */
  cursor?: string | undefined
}

export interface ListFacetsQuery {
  /** Words to find, or a product's SKU. */
  q?: string | undefined
  /** In this category and below. */
  category?: string | undefined
  /** Of this brand, spelt as facets spell it. */
  brand?: string | undefined
  /** Minor units. */
  min_price?: number | undefined
  /** Minor units. */
  max_price?: number | undefined
  /** Only what can be bought now, or only what is sold out. */
  in_stock?: boolean | undefined
  /** Only what has these attributes, spelt as `/products/facets` spells them: pairs of name and value, up to twelve; of one name any value will do. A backslash goes before a colon, a comma or a backslash that is part of a name or a value. */
  attributes?: string | undefined
  /** Take the words as typed: no spelling put right, no synonyms. */
  exact?: boolean | undefined
}

export interface SuggestProductsQuery {
  q: string
}

export interface ListBestsellersQuery {
  /** At most so many. */
  limit?: number | undefined
}

export interface ListPricesQuery {
  /** How many a page holds. */
  limit?: number | undefined
  /** `next_cursor` of the page before. */
  cursor?: string | undefined
}

export interface ListOrdersQuery {
  /** How many a page holds. */
  limit?: number | undefined
  /** `next_cursor` of the page before. */
  cursor?: string | undefined
  /** `all` is for admins: everybody's. */
  scope?: 'all' | 'own' | undefined
  status?: 'cancelled' | 'confirmed' | 'delivered' | 'shipped' | undefined
}

export interface GetSummaryQuery {
  /** RFC 3339, within the last 31 days: when the day began where the shop keeper is. Else midnight, UTC. */
  since?: string | undefined
  /** So many units, or fewer but some, are few. */
  low_level?: number | undefined
}
