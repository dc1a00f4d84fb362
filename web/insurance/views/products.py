"""Insurance products: the list with figures, one product, offering a new one, taking one off sale."""

from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from insurance.operations.products import publish_product, withdraw_product
from insurance.permissions import InsurancePermission
from insurance.queries.products import get_product, list_sale_regions, offer_of, tariff_of
from insurance.queries.products import list_products as read_products
from insurance.rules.premium import quote_premium
from registry.queries.regions import find_region_by_path
from web.access import needs
from web.forms import add_error, page_request
from web.insurance import blueprint
from web.insurance.forms import ProductFilterForm, ProductForm, cause_choices


@blueprint.get("/products")
@needs(InsurancePermission.PRODUCT_READ, menu=_l("Insurance products"), rank=62)
def list_products(unit: UnitOfWork) -> ResponseReturnValue:
    form = ProductFilterForm()
    page = read_products(unit, page_request(), form.state.data or "")
    return render_template("insurance/product_list.html", page=page, form=form)


@blueprint.get("/products/<int:product_id>")
@needs(InsurancePermission.PRODUCT_READ)
def show_product(unit: UnitOfWork, product_id: int) -> ResponseReturnValue:
    product = get_product(unit, product_id)
    return render_template(
        "insurance/product_show.html",
        product=product,
        offer=offer_of(product),
        quote=quote_premium(tariff_of(product), Decimal(1)),
        region=find_region_by_path(unit, product.region_path),
        is_own=product.organisation_id == unit.actor.organisation_id,
    )


@blueprint.get("/products/new")
@needs(InsurancePermission.PRODUCT_PUBLISH)
def show_publish_product(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("insurance/product_publish.html", form=_form(unit))


@blueprint.post("/products/new")
@needs(InsurancePermission.PRODUCT_PUBLISH)
def publish(unit: UnitOfWork) -> ResponseReturnValue:
    form = _form(unit)
    if form.validate():
        try:
            published = publish_product(unit, form.product())
            flash(_("The product is on sale. Other terms would be another product."), "success")
            return redirect(url_for("insurance.show_product", product_id=published.product_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("insurance/product_publish.html", form=form), 422


@blueprint.post("/products/<int:product_id>/withdraw")
@needs(InsurancePermission.PRODUCT_PUBLISH)
def take_off_sale(unit: UnitOfWork, product_id: int) -> ResponseReturnValue:
    withdraw_product(unit, product_id)
    flash(_("The product is no longer offered. Applications made stay as they are."), "success")
    return redirect(url_for("insurance.show_product", product_id=product_id))


def _form(unit: UnitOfWork) -> ProductForm:
    form = ProductForm(on_sale_from=unit.today)
    form.causes.choices = cause_choices()
    form.region.choices = [(region.path, region.name) for region in list_sale_regions(unit)]
    return form
