// Shop is a small web shop: a catalogue in Postgres (or in memory), carts in Redis (or in memory), and prices that
// are decimals. It is here to be audited: `modwarden audit examples/shop`.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
	"go.uber.org/zap"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		os.Exit(1)
	}
}

// command is the command line: flags, SHOP_* variables and shop.yaml mean the same.
func command() *cobra.Command {
	settings := viper.New()
	settings.SetConfigName("shop")
	settings.AddConfigPath(".")
	settings.SetEnvPrefix("shop")
	settings.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	settings.AutomaticEnv()

	cmd := &cobra.Command{
		Use:          "shop",
		Short:        "Serve the shop",
		SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var missing viper.ConfigFileNotFoundError
			if err := settings.ReadInConfig(); err != nil && !errors.As(err, &missing) {
				return fmt.Errorf("reading shop.yaml: %w", err)
			}
			return serve(cmd.Context(), settings)
		},
	}
	cmd.Flags().String("listen", "127.0.0.1:8080", "address to listen on")
	cmd.Flags().String("postgres", "", "catalogue database (empty: a few products in memory)")
	cmd.Flags().String("redis", "", "cart store (empty: in memory)")
	if err := settings.BindPFlags(cmd.Flags()); err != nil {
		panic(err) // only a nil flag set is refused
	}
	return cmd
}

func serve(ctx context.Context, settings *viper.Viper) error {
	log, err := zap.NewProduction()
	if err != nil {
		return err
	}
	defer func() { _ = log.Sync() }()

	catalogue, err := openCatalogue(ctx, settings.GetString("postgres"))
	if err != nil {
		return fmt.Errorf("opening the catalogue: %w", err)
	}
	carts, err := openCarts(settings.GetString("redis"))
	if err != nil {
		return fmt.Errorf("opening the carts: %w", err)
	}

	server := &http.Server{
		Addr:              settings.GetString("listen"),
		Handler:           newShop(catalogue, carts, log),
		ReadHeaderTimeout: 5 * time.Second,
	}
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(grace)
	}()
	log.Info("listening", zap.String("address", server.Addr))
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
