package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/felixge/httpsnoop"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/cors"
	"github.com/go-chi/httprate"
	"github.com/go-playground/validator/v10"
	"github.com/google/uuid"
	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/shopspring/decimal"
	"go.uber.org/zap"
)

// shop answers requests.
type shop struct {
	catalogue Catalogue
	carts     Carts
	log       *zap.Logger
	validate  *validator.Validate
	added     prometheus.Counter
}

// line is what a customer puts into a cart.
type line struct {
	SKU   string `json:"sku" validate:"required,max=64"`
	Count int    `json:"count" validate:"min=1,max=99"`
}

func newShop(catalogue Catalogue, carts Carts, log *zap.Logger) http.Handler {
	s := &shop{
		catalogue: catalogue,
		carts:     carts,
		log:       log,
		validate:  validator.New(),
		added:     prometheus.NewCounter(prometheus.CounterOpts{Name: "shop_added_total", Help: "Lines put into carts."}),
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(s.added)

	r := chi.NewRouter()
	r.Use(s.logged, middleware.RequestID, middleware.Recoverer, cors.AllowAll().Handler)
	r.Use(httprate.LimitByIP(600, time.Minute))
	r.Get("/products", gzhttp.GzipHandler(http.HandlerFunc(s.products)))
	r.Post("/carts", s.newCart)
	r.Get("/carts/{cart}", s.total)
	r.Post("/carts/{cart}/lines", s.add)
	r.Handle("/metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	return r
}

// logged writes a line for each request.
func (s *shop) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := httpsnoop.CaptureMetrics(next, w, r)
		s.log.Info(r.Method, zap.String("path", r.URL.Path), zap.Int("status", m.Code), zap.Duration("took", m.Duration))
	})
}

func (s *shop) products(w http.ResponseWriter, r *http.Request) {
	products, err := s.catalogue.Products(r.Context())
	if err != nil {
		s.fail(w, err)
		return
	}
	s.answer(w, http.StatusOK, products)
}

func (s *shop) newCart(w http.ResponseWriter, _ *http.Request) {
	s.answer(w, http.StatusCreated, map[string]string{"cart": uuid.NewString()})
}

func (s *shop) add(w http.ResponseWriter, r *http.Request) {
	cart, err := uuid.Parse(chi.URLParam(r, "cart"))
	if err != nil {
		http.Error(w, "no such cart", http.StatusNotFound)
		return
	}
	var l line
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&l); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := s.validate.Struct(l); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if _, err := s.catalogue.Product(r.Context(), l.SKU); err != nil {
		s.fail(w, err)
		return
	}
	if err := s.carts.Add(r.Context(), cart, l.SKU, l.Count); err != nil {
		s.fail(w, err)
		return
	}
	s.added.Inc()
	w.WriteHeader(http.StatusNoContent)
}

func (s *shop) total(w http.ResponseWriter, r *http.Request) {
	cart, err := uuid.Parse(chi.URLParam(r, "cart"))
	if err != nil {
		http.Error(w, "no such cart", http.StatusNotFound)
		return
	}
	lines, err := s.carts.Lines(r.Context(), cart)
	if err != nil {
		s.fail(w, err)
		return
	}
	total := decimal.Zero
	for sku, count := range lines {
		p, err := s.catalogue.Product(r.Context(), sku)
		if err != nil {
			s.fail(w, err)
			return
		}
		total = total.Add(p.Price.Mul(decimal.NewFromInt(int64(count))))
	}
	s.answer(w, http.StatusOK, map[string]any{"lines": lines, "total": total.StringFixed(2)})
}

func (s *shop) answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		s.log.Warn("answering", zap.Error(err))
	}
}

func (s *shop) fail(w http.ResponseWriter, err error) {
	if errors.Is(err, errNoProduct) {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	s.log.Error("request failed", zap.Error(err))
	http.Error(w, "something broke", http.StatusInternalServerError)
}
