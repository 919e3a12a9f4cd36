import { Loading } from '../../components/Loading'

/** The page's shape while the product is on its way. */
export function ProductPlace() {
  return (
    <Loading>
      <div class="product" aria-hidden="true">
        <div class="breadcrumbs">
          <span class="skeleton skeleton--text skeleton--short" />
        </div>
        <div class="gallery">
          <div class="gallery__main skeleton" />
        </div>
        <div class="product__side">
          <div class="product__name-place skeleton" />
          <div class="product__price">
            <span class="skeleton skeleton--text skeleton--short" />
          </div>
          <div class="product__text-place skeleton" />
        </div>
      </div>
    </Loading>
  )
}
