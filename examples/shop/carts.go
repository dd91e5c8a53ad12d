package main

import (
	"context"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
)

// Carts counts products by cart and SKU.
type Carts interface {
	Add(ctx context.Context, cart uuid.UUID, sku string, count int) error
	Lines(ctx context.Context, cart uuid.UUID) (map[string]int, error)
}

func openCarts(url string) (Carts, error) {
	if url == "" {
		return &memory{carts: map[uuid.UUID]map[string]int{}}, nil
	}
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, err
	}
	return &remote{redis.NewClient(options)}, nil
}

// memory forgets its carts when the shop stops.
type memory struct {
	mu    sync.Mutex
	carts map[uuid.UUID]map[string]int
}

func (m *memory) Add(_ context.Context, cart uuid.UUID, sku string, count int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.carts[cart] == nil {
		m.carts[cart] = map[string]int{}
	}
	m.carts[cart][sku] += count
	return nil
}

func (m *memory) Lines(_ context.Context, cart uuid.UUID) (map[string]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.carts[cart]), nil
}

// remote keeps a cart as a Redis hash for a week after its last change.
type remote struct{ client *redis.Client }

func (r *remote) Add(ctx context.Context, cart uuid.UUID, sku string, count int) error {
	key := "cart:" + cart.String()
	pipe := r.client.TxPipeline()
	pipe.HIncrBy(ctx, key, sku, int64(count))
	pipe.Expire(ctx, key, 7*24*time.Hour)
	_, err := pipe.Exec(ctx)
	return err
}

func (r *remote) Lines(ctx context.Context, cart uuid.UUID) (map[string]int, error) {
	fields, err := r.client.HGetAll(ctx, "cart:"+cart.String()).Result()
	if err != nil {
		return nil, err
	}
	lines := make(map[string]int, len(fields))
	for sku, text := range fields {
		if lines[sku], err = strconv.Atoi(text); err != nil {
			return nil, err
		}
	}
	return lines, nil
}
