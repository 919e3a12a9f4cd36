"""Synonyms, so that a search for "papas" finds "patatas".

They are for shops of any kind: single words, one group per line, that hardly mean anything else in
a shop. A narrower term is not a synonym of a broader one. Forms with one stem ("mesa",
"mesas") are one word; accents and capitals do not matter.
"""

from collections.abc import Mapping, Sequence

from catalog.domain import Language

_SPANISH = """
    patata papa
    alubia judía frijol poroto habichuela
    guisante arveja chícharo
    cacahuete cacahuate maní
    maíz choclo elote
    boniato batata camote
    calabacín calabacita zapallito
    calabaza zapallo ahuyama auyama
    remolacha betabel
    tomate jitomate
    pimiento morrón
    guindilla chile ají
    aguacate palta
    melocotón durazno
    albaricoque damasco chabacano
    plátano banana banano
    fresa frutilla
    piña ananá
    pomelo toronja
    alcachofa alcaucil
    seta hongo
    soja soya
    gamba camarón
    cerdo puerco chancho
    zumo jugo
    refresco gaseosa
    batido licuado malteada
    yogur yogurt
    mermelada confitura
    mayonesa mahonesa
    kétchup catsup
    tarta pastel
    galleta galletita
    rosquilla dona dónut
    palomita pochoclo crispeta cotufa
    golosina chuchería
    ordenador computador computadora
    portátil laptop notebook
    móvil celular smartphone
    auricular audífono
    altavoz parlante
    televisor televisión tele tv
    impresora printer
    nevera frigorífico refrigerador refrigeradora heladera
    lavavajillas lavaplatos
    bombilla bombillo ampolleta
    enchufe tomacorriente
    grifo canilla
    armario ropero placard clóset
    cómoda cajonera
    butaca sillón
    tumbona reposera
    piscina alberca pileta
    manta cobija frazada
    cojín almohadón
    cubo balde cubeta
    fregona trapeador mopa
    lejía lavandina
    champú shampoo
    mechero encendedor
    cerilla fósforo cerillo
    pajita popote
    bolígrafo birome lapicera lapicero
    grapadora engrapadora abrochadora
    pegatina calcomanía sticker
    camiseta remera playera polera
    jersey suéter pulóver chompa
    chaqueta cazadora campera chamarra
    vaquero tejano jean
    falda pollera
    pijama piyama
    mochila morral
    maleta valija
    gafa lente anteojo
    pendiente arete zarcillo
    pulsera brazalete
    biberón mamadera
    coche auto automóvil carro
    neumático llanta
    bicicleta bici
"""
_ENGLISH = """
    laptop notebook
    tv television
    smartphone cellphone
    phone telephone
    earbud earphone
    speaker loudspeaker
    mic microphone
    wifi wlan
    cord cable
    fridge refrigerator
    vacuum hoover
    flashlight torch
    faucet tap
    couch sofa settee
    wardrobe armoire
    bookcase bookshelf
    rug carpet
    curtain drape
    duvet comforter
    cupboard cabinet
    trash rubbish garbage
    trousers pants
    sweater jumper pullover
    pajamas pyjamas
    handbag purse
    backpack rucksack
    diaper nappy
    stroller pram pushchair
    bike bicycle
    car automobile
    movie film
    cookie biscuit
    eggplant aubergine
    zucchini courgette
    cilantro coriander
    shrimp prawn
    chickpea garbanzo
    beet beetroot
    corn maize
    yogurt yoghurt
    ketchup catsup
    donut doughnut
    whiskey whisky
    licorice liquorice
    color colour
    gray grey
    flavor flavour
    fiber fibre
    liter litre
    aluminum aluminium
    jewelry jewellery
    tire tyre
    mold mould
"""


def _groups(lines: str) -> Sequence[Sequence[str]]:
    return [line.split() for line in lines.split("\n") if line.strip()]


SYNONYMS: Mapping[Language, Sequence[Sequence[str]]] = {
    Language.ES: _groups(_SPANISH),
    Language.EN: _groups(_ENGLISH),
}
