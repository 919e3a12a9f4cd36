import { Loading } from '../../components/Loading'

/** The shape of the page while the product is loading. */
export function ProductSkeleton() {
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
          <div class="product__name-skeleton skeleton" />
          <div class="product__price">
            <span class="skeleton skeleton--text skeleton--short" />
          </div>
          <div class="product__text-skeleton skeleton" />
        </div>
      </div>
    </Loading>
  )
}
