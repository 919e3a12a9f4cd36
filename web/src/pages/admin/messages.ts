/** The messages of the back room, apart from the shop's, which every shopper fetches. */

import { computed } from '@preact/signals'
import { type Lang, lang } from '../../i18n'

const es = {
  title: 'Trastienda',
  navigation: 'Partes de la trastienda',
  today: 'Hoy',
  products: 'Productos',
  orders: 'Pedidos',
  deniedTitle: 'Esta puerta es de la casa',
  denied: 'Entra con una cuenta de administración para verla.',

  home: {
    todaysLabel: 'pedidos hoy',
    revenue: 'vendido hoy',
    waitingLabel: 'por enviar',
    soldOutLabel: 'productos agotados',
    parkedLabel: 'avisos sin entregar',
    parkedTitle: 'Hay avisos que no han llegado',
    parked: 'Ya no se vuelven a intentar solos. En el servidor, esto dice cuáles son y por qué:',
    parkedAgain: 'Y cuando la causa esté resuelta, esto los envía otra vez:',
    low: 'Queda poco',
    left: 'Quedan',
    nothingLow: 'De todo queda bastante.',
    waiting: 'Por enviar',
    soldOut: 'Agotado',
    nothingWaits: 'No hay ningún pedido por enviar.',
    nothingOut: 'No falta nada.',
    all: 'Ver todo',
  },

  list: {
    search: 'Buscar en el catálogo',
    find: 'Buscar',
    add: 'Nuevo producto',
    next: 'Siguiente página',
    first: 'Al principio',
    name: 'Nombre',
    sku: 'Referencia',
    price: 'Precio',
    state: 'Existencias',
    inStock: 'Hay',
    soldOut: 'Agotado',
    unknown: 'Sin saber',
    none: 'No hay nada aquí.',
    number: 'Pedido',
    date: 'Fecha',
    who: 'Quién',
    status: 'Estado',
    total: 'Total',
    every: 'Todos',
  },

  product: {
    newTitle: 'Nuevo producto',
    texts: { es: 'Español', en: 'Inglés' },
    name: 'Nombre',
    description: 'Descripción',
    attributes: 'Detalles',
    attributesHint: 'Uno por línea, como «Material: roble».',
    sku: 'Referencia (SKU)',
    slug: 'Dirección en la tienda',
    slugHint: 'Si la dejas vacía, se hace con el nombre.',
    brand: 'Marca',
    price: 'Precio',
    priceHint: (currency: string, example: string) => `En ${currency}, por ejemplo ${example}.`,
    badAttribute: (line: string) => `A «${line}» le faltan los dos puntos.`,
    category: 'Categoría',
    save: 'Guardar',
    create: 'Crear el producto',
    saved: 'Guardado.',
    unchanged: 'No hay nada que guardar.',
    see: 'Ver en la tienda',
    archive: 'Retirar de la venta',
    archiveQuestion: '¿Retirar este producto? Los pedidos lo seguirán nombrando.',
    archiveYes: 'Sí, retirarlo',
    archiveNo: 'No, dejarlo',
    stock: 'Existencias',
    stockLabel: 'Unidades en el estante',
    stockSave: 'Guardar las existencias',
    badStock: 'Escribe un número entero, 0 o más.',
    prices: 'Precios anteriores',
    since: (date: string) => `desde el ${date}`,
  },

  price: {
    notAnAmount: (example: string) => `Escribe un precio como ${example}.`,
    ambiguous: (text: string, small: string, large: string) =>
      `«${text}» se puede leer como ${small} o como ${large}: escribe ${large} o ${small}.`,
    ambiguousDecimals: (text: string, currency: string, large: string) =>
      `«${text}» se puede leer como ${large}, o con más decimales que los de ${currency}: escribe ${large} si es eso.`,
    tooManyDecimals: (currency: string, decimals: number, example: string) =>
      decimals === 0
        ? `${currency} no tiene decimales: escribe un precio como ${example}.`
        : `${currency} tiene ${decimals} decimales como mucho: escribe un precio como ${example}.`,
    tooLarge: 'Es demasiado para un precio.',
    otherCurrency: (currency: string) =>
      `Los precios son en ${currency}: quita el signo de la otra moneda.`,
    signed: 'Escribe el precio sin signo, ni más ni menos.',
    exponent: (example: string) => `Escribe el precio con todas sus cifras, como ${example}.`,
    otherDigits: (example: string) => `Escribe el precio con las cifras 0 a 9, como ${example}.`,
  },

  conflict: {
    title: 'Alguien ha cambiado este producto mientras lo editabas',
    explain: 'No se ha guardado nada. Elige con qué te quedas y guarda otra vez.',
    field: 'Campo',
    mine: 'Lo tuyo',
    theirs: 'Lo guardado',
    empty: '(vacío)',
    go: 'Seguir con lo elegido',
  },

  pictures: {
    title: 'Imágenes',
    drop: 'Suelta aquí imágenes, o elígelas',
    hint: 'JPEG, PNG o WebP, hasta 10 MB.',
    sending: (name: string) => `Subiendo ${name}`,
    earlier: (n: number) => `Poner antes la imagen ${n}`,
    later: (n: number) => `Poner después la imagen ${n}`,
    remove: (n: number) => `Quitar la imagen ${n}`,
    none: 'Aún no tiene imágenes.',
    alt: (n: number, language: string) => `Qué se ve en la ${n} · ${language}`,
    saveAlt: (n: number) => `Guardar el texto de la imagen ${n}`,
  },

  order: {
    ship: 'Marcar como enviado',
    deliver: 'Marcar como entregado',
    cancel: 'Anular el pedido',
    cancelQuestion: '¿Anular este pedido? Lo vendido vuelve al estante.',
    back: 'Pedidos',
    contact: 'Contacto',
  },
}

type Messages = typeof es

const en: Messages = {
  title: 'Back room',
  navigation: 'Parts of the back room',
  today: 'Today',
  products: 'Products',
  orders: 'Orders',
  deniedTitle: 'Staff only',
  denied: 'Log in with an admin account to see it.',

  home: {
    todaysLabel: 'orders today',
    revenue: 'sold today',
    waitingLabel: 'to be shipped',
    soldOutLabel: 'products sold out',
    parkedLabel: 'messages not delivered',
    parkedTitle: 'Some messages have not arrived',
    parked: 'They are no longer tried by themselves. On the server, this says which and why:',
    parkedAgain: 'And once the cause is mended, this sends them again:',
    low: 'Running low',
    left: 'Left',
    nothingLow: 'There is enough of everything.',
    waiting: 'To be shipped',
    soldOut: 'Sold out',
    nothingWaits: 'No order is waiting to be shipped.',
    nothingOut: 'Nothing is missing.',
    all: 'See all',
  },

  list: {
    search: 'Search the catalogue',
    find: 'Search',
    add: 'New product',
    next: 'Next page',
    first: 'Back to the beginning',
    name: 'Name',
    sku: 'SKU',
    price: 'Price',
    state: 'Stock',
    inStock: 'In stock',
    soldOut: 'Sold out',
    unknown: 'Not known',
    none: 'There is nothing here.',
    number: 'Order',
    date: 'Date',
    who: 'Who',
    status: 'Status',
    total: 'Total',
    every: 'All',
  },

  product: {
    newTitle: 'New product',
    texts: { es: 'Spanish', en: 'English' },
    name: 'Name',
    description: 'Description',
    attributes: 'Details',
    attributesHint: 'One a line, like “Material: oak”.',
    sku: 'SKU',
    slug: 'Address in the shop',
    slugHint: 'Made from the name when left empty.',
    brand: 'Brand',
    price: 'Price',
    priceHint: (currency, example) => `In ${currency}, for example ${example}.`,
    badAttribute: (line) => `“${line}” lacks a colon.`,
    category: 'Category',
    save: 'Save',
    create: 'Create the product',
    saved: 'Saved.',
    unchanged: 'There is nothing to save.',
    see: 'See in the shop',
    archive: 'Take off sale',
    archiveQuestion: 'Take this product off sale? Orders will still name it.',
    archiveYes: 'Yes, take it off',
    archiveNo: 'No, leave it',
    stock: 'Stock',
    stockLabel: 'Units on the shelf',
    stockSave: 'Save the stock',
    badStock: 'Write a whole number, 0 or more.',
    prices: 'Earlier prices',
    since: (date) => `since ${date}`,
  },

  price: {
    notAnAmount: (example) => `Write a price like ${example}.`,
    ambiguous: (text, small, large) =>
      `“${text}” can be read as ${small} or ${large}: write ${large} or ${small}.`,
    ambiguousDecimals: (text, currency, large) =>
      `“${text}” can be read as ${large}, or with more decimals than ${currency} has: write ${large} if that is it.`,
    tooManyDecimals: (currency, decimals, example) =>
      decimals === 0
        ? `${currency} has no decimals: write a price like ${example}.`
        : `${currency} has ${decimals} decimals at most: write a price like ${example}.`,
    tooLarge: 'That is too much for a price.',
    otherCurrency: (currency) =>
      `Prices are in ${currency}: take away the sign of the other currency.`,
    signed: 'Write the price without a plus or minus sign.',
    exponent: (example) => `Write the price with all its digits, like ${example}.`,
    otherDigits: (example) => `Write the price with the digits 0 to 9, like ${example}.`,
  },

  conflict: {
    title: 'Somebody changed this product while you were editing',
    explain: 'Nothing was saved. Choose what to keep, and save again.',
    field: 'Field',
    mine: 'Yours',
    theirs: 'As saved',
    empty: '(empty)',
    go: 'Go on with what is chosen',
  },

  pictures: {
    title: 'Pictures',
    drop: 'Drop pictures here, or choose them',
    hint: 'JPEG, PNG or WebP, up to 10 MB.',
    sending: (name) => `Uploading ${name}`,
    earlier: (n) => `Move picture ${n} forward`,
    later: (n) => `Move picture ${n} back`,
    remove: (n) => `Remove picture ${n}`,
    none: 'It has no pictures yet.',
    alt: (n, language) => `What ${n} shows · ${language}`,
    saveAlt: (n) => `Save the words of picture ${n}`,
  },

  order: {
    ship: 'Mark as shipped',
    deliver: 'Mark as delivered',
    cancel: 'Cancel the order',
    cancelQuestion: 'Cancel this order? What was sold goes back on the shelf.',
    back: 'Orders',
    contact: 'Contact',
  },
}

const translations: Record<Lang, Messages> = { es, en }

/** The messages in the current language. */
export const messages = computed(() => translations[lang.value])
