// Verifies the folder of a log with Go's own packages golang.org/x/mod/sumdb/tlog and note.
//
//	go_tlog LOG TRUST
//
// LOG is the folder to be verified. TRUST is what the verifier has from elsewhere: log.vkey, and kept
// checkpoints in checkpoints/. It opens the note with the log's key, builds the tree again from the
// entries, and compares the root, every tile, and the kept checkpoints. Witnesses it does not know: package
// note has no cosignatures. It ends with 0 and "accepted", 1 and the reason, or 2 if it could not work.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// hashes are the nodes of the tree in the order of package tlog.
type hashes []tlog.Hash

func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(*h)) {
			return nil, fmt.Errorf("there is no node %d", index)
		}
		found[i] = (*h)[index]
	}
	return found, nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "go_tlog LOG TRUST")
		os.Exit(2)
	}
	key, err := os.ReadFile(filepath.Join(os.Args[2], "log.vkey"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := verify(os.Args[1], os.Args[2], verifier); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("accepted")
}

// head opens a checkpoint. Its lines below the origin are those of package tlog's own tree notes.
func head(path string, verifier note.Verifier) (tlog.Tree, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, rest, found := strings.Cut(opened.Text, "\n")
	if !found || origin != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is of %q", origin)
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

func verify(folder, trust string, verifier note.Verifier) error {
	tree, err := head(filepath.Join(folder, "checkpoint"), verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	var nodes hashes
	for start := int64(0); start < tree.N; start += 256 {
		width := tree.N - start
		if width > 256 {
			width = 256
		}
		path := place("tile/entries", tlog.Tile{H: 8, N: start / 256, W: int(width)})
		bundle, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return err
		}
		for number := int64(0); number < width; number++ {
			if len(bundle) < 2 || len(bundle) < 2+int(bundle[0])<<8+int(bundle[1]) {
				return fmt.Errorf("%s ends within its entry %d", path, number)
			}
			length := int(bundle[0])<<8 + int(bundle[1])
			more, err := tlog.StoredHashes(start+number, bundle[2:2+length], &nodes)
			if err != nil {
				return err
			}
			nodes = append(nodes, more...)
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 {
			return fmt.Errorf("%s has more than %d entries", path, width)
		}
	}
	root, err := tlog.TreeHash(tree.N, &nodes)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries have the root %v, signed is %v", root, tree.Hash)
	}
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		// Older versions of the package list a partial tile at each width up to its own.
		if tile.W < 256 && tree.N>>(8*tile.L)&255 != int64(tile.W) {
			continue
		}
		path := place(fmt.Sprintf("tile/%d", tile.L), tile)
		found, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return err
		}
		expected, err := tlog.ReadTileData(tile, &nodes)
		if err != nil {
			return err
		}
		if !bytes.Equal(found, expected) {
			return fmt.Errorf("%s is not what the entries give", path)
		}
	}
	return compareKept(tree, trust, verifier, &nodes)
}

// place is the path of a tile. Package tlog writes the height of tiles into it, which is always 8 here.
func place(folder string, tile tlog.Tile) string {
	_, path, _ := strings.Cut(strings.TrimPrefix(tlog.Tile{H: tile.H, L: 0, N: tile.N, W: tile.W}.Path(), "tile/8/"), "/")
	return folder + "/" + path
}

func compareKept(tree tlog.Tree, trust string, verifier note.Verifier, nodes *hashes) error {
	kept, err := filepath.Glob(filepath.Join(trust, "checkpoints", "*"))
	if err != nil {
		return err
	}
	for _, path := range kept {
		old, err := head(path, verifier)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		if old.N > tree.N {
			return fmt.Errorf("the log has %d entries, %d were kept", tree.N, old.N)
		}
		if old.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, old.N, nodes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
			return errors.New("it did not grow out of the checkpoint that was kept: " + err.Error())
		}
	}
	return nil
}
