// Lend a lock for a day. Needs LATCHSTRING_URL, LATCHSTRING_API_KEY and LOCK_ID.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	now := time.Now().UTC()
	body, err := json.Marshal(map[string]any{
		"accessMode": "public",
		"validFrom":  now.Format(time.RFC3339),
		"validUntil": now.Add(24 * time.Hour).Format(time.RFC3339),
		"maxUses":    3,
	})
	if err != nil {
		log.Fatal(err)
	}
	url := os.Getenv("LATCHSTRING_URL") + "/locks/" + os.Getenv("LOCK_ID") + "/create-temp-key"
	request, err := http.NewRequest("POST", url, bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-API-Key", os.Getenv("LATCHSTRING_API_KEY"))
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		log.Fatal(string(text))
	}
	var answer struct{ URL string }
	if err := json.Unmarshal(text, &answer); err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.URL)
}
