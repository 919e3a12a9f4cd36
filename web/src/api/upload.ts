/** The upload of images, by XMLHttpRequest: `fetch` does not report progress. */

import { lang } from '../i18n'
import { NetworkError, readProblem } from './problem'
import type { Product } from './types'

/** Add an image to a product. Call `onProgress` with the fraction that is sent, 0 to 1. */
export function uploadImage(
  productId: string,
  file: File,
  onProgress: (fraction: number) => void,
): Promise<Product> {
  const form = new FormData()
  form.append('image', file)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0)
    request.onerror = () => reject(new NetworkError('no response'))
    request.onload = () => {
      const { status, responseText } = request
      if (status < 300) return resolve(JSON.parse(responseText) as Product)
      readProblem(new Response(responseText, { status })).then(reject, reject)
    }
    request.open('POST', `/products/${encodeURIComponent(productId)}/images?lang=${lang.value}`)
    request.send(form)
  })
}
