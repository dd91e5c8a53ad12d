package main

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"
)

var errNoProduct = errors.New("no such product")

// Product is one thing to buy.
type Product struct {
	SKU   string          `json:"sku"`
	Name  string          `json:"name"`
	Price decimal.Decimal `json:"price"`
}

// Catalogue is where products are looked up.
type Catalogue interface {
	Products(ctx context.Context) ([]Product, error)
	Product(ctx context.Context, sku string) (Product, error)
}

func openCatalogue(ctx context.Context, url string) (Catalogue, error) {
	if url == "" {
		return shelf{
			{"tea", "Assam, 100 g", decimal.RequireFromString("4.90")},
			{"cup", "Stoneware cup", decimal.RequireFromString("12.50")},
			{"pot", "Cast-iron pot", decimal.RequireFromString("48.00")},
		}, nil
	}
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return nil, err
	}
	return &database{pool}, nil
}

// shelf is a catalogue in memory.
type shelf []Product

func (s shelf) Products(context.Context) ([]Product, error) { return s, nil }

func (s shelf) Product(_ context.Context, sku string) (Product, error) {
	for _, p := range s {
		if p.SKU == sku {
			return p, nil
		}
	}
	return Product{}, errNoProduct
}

// database is a catalogue in Postgres: products(sku text, name text, price numeric).
type database struct{ pool *pgxpool.Pool }

func (d *database) Products(ctx context.Context) ([]Product, error) {
	rows, err := d.pool.Query(ctx, `select sku, name, price::text from products order by sku`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, product)
}

func (d *database) Product(ctx context.Context, sku string) (Product, error) {
	rows, err := d.pool.Query(ctx, `select sku, name, price::text from products where sku = $1`, sku)
	if err != nil {
		return Product{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, product)
	if errors.Is(err, pgx.ErrNoRows) {
		return Product{}, errNoProduct
	}
	return p, err
}

func product(row pgx.CollectableRow) (Product, error) {
	var p Product
	err := row.Scan(&p.SKU, &p.Name, &p.Price)
	return p, err
}
