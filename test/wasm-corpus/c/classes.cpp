#include "corpus.h"

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

// libc++ says why it aborts; a module that is to run as it stands imports nothing for that.
extern "C" {
int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t) { return 8; }
int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t, int64_t, int32_t, int32_t) { return 8; }
int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t, int32_t, int32_t, int32_t) { return 8; }
}

// Leaks.

struct Peer {
  std::shared_ptr<Peer> other;
  int values[5];
};

static NOINLINE std::shared_ptr<Peer> make_peer() { return std::make_shared<Peer>(); }

PROGRAM(cpp_shared_pair) {
  auto a = make_peer(), b = make_peer();
  a->values[0] = static_cast<int>(index);
  a->other = b;
  b->other = a;
}

static NOINLINE std::shared_ptr<Peer> new_peer() { return std::shared_ptr<Peer>(new Peer()); }

PROGRAM(cpp_shared_pair_of_new) {
  auto a = new_peer(), b = new_peer();
  a->values[0] = static_cast<int>(index);
  a->other = b;
  b->other = a;
}

struct Tree {
  std::vector<std::shared_ptr<Tree>> children;
  std::shared_ptr<Tree> parent;
};

static NOINLINE std::shared_ptr<Tree> make_tree() { return std::make_shared<Tree>(); }

PROGRAM(cpp_parent_and_children) {
  auto root = make_tree();
  for (int i = 0; i < 3; i++) {
    auto child = make_tree();
    child->parent = root;
    root->children.push_back(child);
  }
  keep(&index);
}

struct Shape {
  virtual ~Shape() {}
  double size[4];
};

static NOINLINE Shape *new_shape() { return new Shape(); }

PROGRAM(cpp_new_without_delete) {
  Shape *shape = new_shape();
  shape->size[0] = index;
  keep(shape);
}

PROGRAM(cpp_released_pointer) {
  std::unique_ptr<Shape> shape(new_shape());
  shape->size[1] = index;
  keep(shape.release());
}

static NOINLINE void push(std::vector<uint64_t> &list, uint32_t index) { list.push_back(index | 1); }

PROGRAM(cpp_vector) {
  static std::vector<uint64_t> *list = new std::vector<uint64_t>();
  push(*list, index);
}

static NOINLINE void push_text(std::vector<std::string> &list, uint32_t index) {
  list.push_back("a text that is too long to stand in the object " + std::to_string(index));
}

PROGRAM(cpp_vector_of_strings) {
  static std::vector<std::string> *list = new std::vector<std::string>();
  push_text(*list, index);
}

static NOINLINE void put(std::map<uint32_t, uint64_t> &map, uint32_t index) { map[mixed(index)] = index; }

PROGRAM(cpp_map) {
  static std::map<uint32_t, uint64_t> *map = new std::map<uint32_t, uint64_t>();
  put(*map, index);
}

static NOINLINE void put_hashed(std::unordered_map<uint32_t, std::string> &map, uint32_t index) {
  map[index] = "a value that is too long to stand in the object";
}

PROGRAM(cpp_unordered_map) {
  static auto *map = new std::unordered_map<uint32_t, std::string>();
  put_hashed(*map, index);
}

// None.

struct Child {
  std::weak_ptr<Tree> parent;
};

PROGRAM(cpp_weak_parent) {
  auto root = make_tree();
  auto child = std::make_shared<Child>();
  child->parent = root;
  keep(&index);
}

PROGRAM(cpp_unique) {
  std::unique_ptr<Shape> shape(new_shape());
  shape->size[2] = index;
  keep(shape.get());
}

PROGRAM(cpp_bounded_map) {
  static auto *map = new std::map<uint32_t, std::string>();
  (*map)[index] = "a value that is too long to stand in the object";
  if (map->size() > 220) map->erase(map->begin());
}

PROGRAM(cpp_hashed_and_cleared) {
  static auto *map = new std::unordered_map<uint32_t, uint32_t>();
  (*map)[index] = index;
  if (map->size() > 300) map->clear();
}

PROGRAM(cpp_strings) {
  std::string text = "part ";
  for (uint32_t i = 0; i < index % 20; i++) text += std::to_string(i);
  keep(text.data());
}

PROGRAM(cpp_vector_of_windows) {
  static auto *windows = new std::vector<std::unique_ptr<Shape>>(50);
  (*windows)[index % 50].reset(new_shape());
}
