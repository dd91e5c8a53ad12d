package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
)

func TestCartTotal(t *testing.T) {
	catalogue, err := openCatalogue(t.Context(), "")
	require.NoError(t, err)
	carts, err := openCarts("")
	require.NoError(t, err)
	server := httptest.NewServer(newShop(catalogue, carts, zap.NewNop()))
	defer server.Close()

	var made struct{ Cart string }
	decode(t, post(t, server.URL+"/carts", ""), &made)
	for _, body := range []string{`{"sku":"tea","count":2}`, `{"sku":"pot","count":1}`} {
		answer := post(t, server.URL+"/carts/"+made.Cart+"/lines", body)
		assert.Equal(t, http.StatusNoContent, answer.StatusCode)
	}
	answer := post(t, server.URL+"/carts/"+made.Cart+"/lines", `{"sku":"tea","count":0}`)
	assert.Equal(t, http.StatusBadRequest, answer.StatusCode)

	got, err := http.Get(server.URL + "/carts/" + made.Cart)
	require.NoError(t, err)
	var total struct{ Total string }
	decode(t, got, &total)
	assert.Equal(t, "57.80", total.Total)
}

func post(t *testing.T, url, body string) *http.Response {
	t.Helper()
	answer, err := http.Post(url, "application/json", strings.NewReader(body))
	require.NoError(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

func decode(t *testing.T, answer *http.Response, into any) {
	t.Helper()
	defer answer.Body.Close()
	require.NoError(t, json.NewDecoder(answer.Body).Decode(into))
}
