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
    cancelled: (count: number) => (count === 1 ? 'y 1 anulado' : `y ${count} anulados`),
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
    staleCursor: 'Esa página de la lista ya no está; se muestra la primera.',
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
    badAttribute: (line: string) =>
      `«${line}» no es un detalle: escribe nombre, dos puntos y valor.`,
    repeatedAttribute: (line: string, earlier: string) =>
      `«${line}» repite «${earlier}»: deja solo una de las dos líneas.`,
    nameNeeded: 'Falta el nombre en este idioma; o deja vacíos todos sus textos.',
    standsIn: {
      es: 'Sin textos propios: se ven los otros.',
      en: 'Sin textos propios: se ven los españoles.',
    },
    category: 'Categoría',
    chooseCategory: 'Elige una categoría',
    newHint: 'Se guarda como borrador: nadie lo ve hasta que lo publiques.',
    save: 'Guardar',
    create: 'Guardar el borrador',
    saved: 'Guardado.',
    unchanged: 'No hay nada que guardar.',
    see: 'Ver en la tienda',
    seeOwner: (name: string, state: string) => `Ver «${name}» (${state.toLowerCase()})`,
    stock: 'Existencias',
    stockLabel: 'Unidades en el estante',
    stockSave: 'Guardar las existencias',
    badStock: 'Escribe un número entero, de 0 a 999999999.',
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
    zero: 'El precio debe ser mayor que cero.',
    muchMore: '¿Más de cinco veces más caro?',
    muchLess: '¿A menos de la quinta parte?',
    before: 'Precio de ahora',
    after: 'Precio nuevo',
    goBack: 'Volver y corregirlo',
    confirm: 'Sí, guardar el precio nuevo',
  },

  states: {
    title: 'Estado del producto',
    tabs: 'Productos por estado',
    names: { draft: 'Borrador', active: 'A la venta', archived: 'Archivado' },
    plural: { active: 'A la venta', draft: 'Borradores', archived: 'Archivados', all: 'Todos' },
    explained: {
      draft: 'Es un borrador: nadie lo ve en la tienda.',
      active: 'Está a la venta.',
      archived: 'Está archivado: no se vende, y los pedidos lo siguen nombrando.',
    },
    actions: {
      publish: 'Publicar',
      restore: 'Volver a ponerlo a la venta',
      'to-draft': 'Pasar a borrador',
      archive: 'Archivar',
    },
    questions: {
      active: '¿Ponerlo a la venta así?',
      draft: '¿Pasarlo a borrador?',
      archived: '¿Archivar este producto?',
    },
    archiveText:
      'Deja de venderse. Los pedidos lo siguen nombrando, y siempre puedes recuperarlo en «Archivados».',
    noPicture: 'No tiene ninguna imagen.',
    noStock: 'No quedan unidades: saldrá como agotado.',
    stockUnknown: 'No se sabe cuántas unidades quedan.',
    unsaved: 'Hay cambios sin guardar: no se publican hasta que los guardes.',
    yes: {
      publish: 'Publicar así',
      restore: 'Ponerlo a la venta así',
      'to-draft': 'Pasar a borrador',
      archive: 'Sí, archivar',
    },
    notYet: 'Ahora no',
    done: {
      draft: (name: string) => `«${name}» es ahora un borrador.`,
      active: (name: string) => `«${name}» está a la venta.`,
      archived: (name: string) => `«${name}» está archivado.`,
    },
  },

  filters: {
    title: 'Solo se muestra:',
    takeOff: 'Quitar el filtro',
    words: (text: string) => `con «${text}»`,
    category: (name: string) => `de ${name}`,
    inStock: 'lo que queda',
    soldOut: 'lo agotado',
  },

  categories: {
    title: 'Categorías',
    manage: 'Ver y cambiar las categorías',
    add: 'Nueva categoría',
    none: 'Aún no hay ninguna.',
    noEnglish: 'sin nombre en inglés',
    products: (n: number) => (n === 1 ? '1 producto' : `${n} productos`),
    edit: 'Cambiar',
    editNamed: (name: string) => `Cambiar ${name}`,
    remove: 'Quitar',
    removeNamed: (name: string) => `Quitar ${name}`,
    parent: 'Dentro de',
    top: 'Ninguna: arriba del todo',
    create: 'Crear la categoría',
    cancel: 'Dejarlo',
    nameNeeded: 'Escribe el nombre en un idioma al menos.',
    created: (name: string) => `«${name}» está creada.`,
    saved: (name: string) => `«${name}» está guardada.`,
    removed: (name: string) => `«${name}» ya no está.`,
    removeQuestion: (name: string) => `¿Quitar la categoría «${name}»?`,
    removeYes: 'Sí, quitarla',
    notEmpty: (name: string) => `«${name}» no está vacía`,
    holds: (products: number, below: number) =>
      `Tiene ${products === 1 ? '1 producto' : `${products} productos`}, borradores y archivados incluidos, y ${below === 1 ? '1 categoría' : `${below} categorías`} dentro. Muévelos antes a otra.`,
    understood: 'Entendido',
  },

  unsaved: {
    title: 'Hay cambios sin guardar',
    text: 'Si sigues, se pierden.',
    stay: 'Volver a los cambios',
    leave: 'Seguir sin guardar',
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
    question: {
      ship: '¿Ha salido este pedido? Se avisará al comprador.',
      deliver: '¿Ha llegado este pedido a su destino?',
      cancel: '¿Anular este pedido? Lo vendido vuelve al estante y se avisa al comprador.',
    },
    notYet: 'Todavía no',
    done: { shipped: 'Marcado como enviado', delivered: 'Marcado como entregado' },
    notYetTold: (seconds: number) =>
      seconds === 1
        ? 'Queda 1 segundo para deshacerlo sin avisar a nadie.'
        : `Quedan ${seconds} segundos para deshacerlo sin avisar a nadie.`,
    undo: 'Deshacer',
    sku: 'Referencia',
    boughtAs: (name: string) => `Comprado como «${name}»`,
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
    cancelled: (count: number) => `and ${count} cancelled`,
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
    staleCursor: 'That page of the list is no longer there; this is the first.',
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
    badAttribute: (line) => `“${line}” is no detail: write a name, a colon and a value.`,
    repeatedAttribute: (line, earlier) =>
      `“${line}” repeats “${earlier}”: keep only one of the two lines.`,
    nameNeeded: 'The name in this language is missing; or leave all its texts empty.',
    standsIn: {
      es: 'No texts of its own: the others are shown.',
      en: 'No texts of its own: the Spanish ones are shown.',
    },
    category: 'Category',
    chooseCategory: 'Choose a category',
    newHint: 'It is saved as a draft: nobody sees it until you publish it.',
    save: 'Save',
    create: 'Save the draft',
    saved: 'Saved.',
    unchanged: 'There is nothing to save.',
    see: 'See in the shop',
    seeOwner: (name, state) => `See “${name}” (${state.toLowerCase()})`,
    stock: 'Stock',
    stockLabel: 'Units on the shelf',
    stockSave: 'Save the stock',
    badStock: 'Write a whole number from 0 to 999999999.',
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
    zero: 'The price must be more than zero.',
    muchMore: 'More than five times the price?',
    muchLess: 'Less than a fifth of the price?',
    before: 'Price now',
    after: 'New price',
    goBack: 'Go back and correct it',
    confirm: 'Yes, save the new price',
  },

  states: {
    title: 'State of the product',
    tabs: 'Products by state',
    names: { draft: 'Draft', active: 'For sale', archived: 'Archived' },
    plural: { active: 'For sale', draft: 'Drafts', archived: 'Archived', all: 'All' },
    explained: {
      draft: 'It is a draft: nobody sees it in the shop.',
      active: 'It is for sale.',
      archived: 'It is archived: it is not sold, and orders still name it.',
    },
    actions: {
      publish: 'Publish',
      restore: 'Put on sale again',
      'to-draft': 'Make it a draft',
      archive: 'Archive',
    },
    questions: {
      active: 'Put it on sale like this?',
      draft: 'Make it a draft?',
      archived: 'Archive this product?',
    },
    archiveText:
      'It is no longer sold. Orders still name it, and you can always get it back under “Archived”.',
    noPicture: 'It has no picture.',
    noStock: 'There are no units left: it will show as sold out.',
    stockUnknown: 'It is not known how many units are left.',
    unsaved: 'Some changes are not saved: they are not published until you save them.',
    yes: {
      publish: 'Publish like this',
      restore: 'Put on sale like this',
      'to-draft': 'Make it a draft',
      archive: 'Yes, archive it',
    },
    notYet: 'Not now',
    done: {
      draft: (name) => `“${name}” is a draft now.`,
      active: (name) => `“${name}” is for sale.`,
      archived: (name) => `“${name}” is archived.`,
    },
  },

  filters: {
    title: 'Only shown:',
    takeOff: 'Take off the filter',
    words: (text) => `with “${text}”`,
    category: (name) => `in ${name}`,
    inStock: 'in stock',
    soldOut: 'sold out',
  },

  categories: {
    title: 'Categories',
    manage: 'See and change the categories',
    add: 'New category',
    none: 'There are none yet.',
    noEnglish: 'no English name',
    products: (n) => (n === 1 ? '1 product' : `${n} products`),
    edit: 'Change',
    editNamed: (name) => `Change ${name}`,
    remove: 'Remove',
    removeNamed: (name) => `Remove ${name}`,
    parent: 'Inside',
    top: 'None: at the top',
    create: 'Create the category',
    cancel: 'Leave it',
    nameNeeded: 'Write the name in one language at least.',
    created: (name) => `“${name}” is created.`,
    saved: (name) => `“${name}” is saved.`,
    removed: (name) => `“${name}” is gone.`,
    removeQuestion: (name) => `Remove the category “${name}”?`,
    removeYes: 'Yes, remove it',
    notEmpty: (name) => `“${name}” is not empty`,
    holds: (products, below) =>
      `It holds ${products === 1 ? '1 product' : `${products} products`}, drafts and archived ones included, and ${below === 1 ? '1 category' : `${below} categories`}. Move them to another one first.`,
    understood: 'Understood',
  },

  unsaved: {
    title: 'Some changes are not saved',
    text: 'If you go on, they are lost.',
    stay: 'Back to the changes',
    leave: 'Go on without saving',
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
    question: {
      ship: 'Has this order left? The buyer will be notified.',
      deliver: 'Has this order arrived?',
      cancel: 'Cancel this order? What was sold goes back on the shelf; the buyer is notified.',
    },
    notYet: 'Not yet',
    done: { shipped: 'Marked as shipped', delivered: 'Marked as delivered' },
    notYetTold: (seconds: number) =>
      seconds === 1
        ? '1 second is left to undo this before anybody is notified.'
        : `${seconds} seconds are left to undo this before anybody is notified.`,
    undo: 'Undo',
    sku: 'SKU',
    boughtAs: (name: string) => `Bought as “${name}”`,
    back: 'Orders',
    contact: 'Contact',
  },
}

const translations: Record<Lang, Messages> = { es, en }

/** The messages in the current language. */
export const messages = computed(() => translations[lang.value])
