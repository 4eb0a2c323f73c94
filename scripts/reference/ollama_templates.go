// Writes what Go's text/template makes of the templates of Modelfiles:
//
//	go run scripts/reference/ollama_templates.go FOLDER > models/src/test/resources/dev/graft/models/export/template/ollama.json
//
// FOLDER has a file for each prompt format, called as it is, with its template: what OllamaTemplate.of(format, "<s>", "</s>") gives.
// Ollama (template/template.go) executes a template with its messages so, and puts [img-N] in front of the words of a turn.
// Made with Go 1.19.
package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

type message struct{ Role, Content string }

type trial struct {
	Messages []message `json:"messages"`
	Written  string    `json:"written"`
}

type format struct {
	Format   string  `json:"format"`
	Template string  `json:"template"`
	Trials   []trial `json:"trials"`
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func conversations() [][]message {
	system := message{"system", "Be short."}
	image := message{"user", "[img-0]What is it?"}
	words := message{"user", "Who are you?"}
	answer := message{"assistant", "A dog."}
	return [][]message{
		{image}, {system, image}, {words}, {system, words}, {{"user", "[img-0]"}},
		{image, answer, words}, {image, answer, {"user", "[img-1]And \"this\"?"}}, {words, answer, image},
		{system, image, answer, words, answer, {"user", "[img-1]More?"}},
	}
}

func main() {
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*"))
	check(err)
	var formats []format
	for _, file := range files {
		source, err := os.ReadFile(file)
		check(err)
		made := format{Format: filepath.Base(file), Template: string(source)}
		parsed, err := template.New("").Option("missingkey=zero").Parse(made.Template)
		check(err)
		for _, messages := range conversations() {
			pointers := make([]*message, len(messages))
			for i := range messages {
				pointers[i] = &messages[i]
			}
			var out strings.Builder
			check(parsed.Execute(&out, map[string]any{"Messages": pointers, "System": "", "Response": ""}))
			made.Trials = append(made.Trials, trial{messages, out.String()})
		}
		formats = append(formats, made)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	check(encoder.Encode(formats))
}
