/** Sending a picture, with word of how far it has come: `fetch` does not tell. */

import { lang } from '../i18n'
import { NoAnswer, readProblem } from './problem'
import type { Product } from './types'

/** Adds a picture to a product; `told` hears the share that is sent, 0 to 1. */
export function uploadPicture(
  productId: string,
  file: File,
  told: (share: number) => void,
): Promise<Product> {
  const form = new FormData()
  form.append('image', file)
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0)
    request.onerror = () => fail(new NoAnswer('no answer'))
    request.onload = () => {
      const { status, responseText } = request
      if (status < 300) return done(JSON.parse(responseText) as Product)
      readProblem(new Response(responseText, { status })).then(fail, fail)
    }
    request.open('POST', `/products/${encodeURIComponent(productId)}/images?lang=${lang.value}`)
    request.send(form)
  })
}
