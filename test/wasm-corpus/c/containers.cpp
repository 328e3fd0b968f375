/* The standard library's containers and smart pointers. */
#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "parts.h"

namespace {

/* What a function keeps is made by it at its first call: a module without `_initialize` works too. */
template <typename T>
T &kept() {
  static T *value = new T();
  return *value;
}

INLINE std::string text_of(uint32_t n, size_t length) {
  std::string made(length, 'a');
  for (auto &letter : made) letter = static_cast<char>('a' + n % 16), n = n / 16 + 7;
  observe(made.data());
  return made;
}

struct Peer {
  uint32_t id = 0;
  std::shared_ptr<Peer> other;
  std::weak_ptr<Peer> watched;
};

SITE std::shared_ptr<Peer> make_couple(uint32_t id) {
  auto one = std::make_shared<Peer>();
  one->id = id;
  one->other = std::make_shared<Peer>();
  one->other->other = one;
  observe(one.get());
  return one;
}

struct Widget {
  std::string title;
  std::function<void()> clicked;
};

/* The callback holds the widget that holds the callback. */
SITE void wire_widget(uint32_t id) {
  auto widget = std::make_shared<Widget>();
  widget->title = text_of(id, 30);
  widget->clicked = [widget, id, more = id * 2, most = id * 3] {
    uint32_t all = id + more + most;
    observe(widget->title.data());
    observe(&all);
  };
  widget->clicked();
}

struct Scene {
  std::vector<std::shared_ptr<Scene>> children;
  std::shared_ptr<Scene> parent;
  uint32_t depth = 0;
};

SITE std::shared_ptr<Scene> grow_scene(uint32_t depth) {
  auto scene = std::make_shared<Scene>();
  scene->depth = depth;
  scene->children.reserve(3);
  for (uint32_t at = 0; at < 3; at++) {
    auto child = std::make_shared<Scene>();
    child->parent = scene;
    observe(child.get());
    scene->children.push_back(child);
  }
  return scene;
}

struct Shape {
  virtual ~Shape() = default;
  virtual uint32_t area() const = 0;
};

struct Square : Shape {
  uint32_t side;
  explicit Square(uint32_t side) : side(side) {}
  uint32_t area() const override { return side * side; }
};

struct Outline : Shape {
  std::vector<uint32_t> points;
  explicit Outline(uint32_t count) : points(count, 2) {}
  uint32_t area() const override { return points[0] * static_cast<uint32_t>(points.size()); }
};

SITE std::unique_ptr<Shape> draw_shape(uint32_t n) {
  std::unique_ptr<Shape> shape;
  if (n % 2 == 0) shape = std::make_unique<Square>(n);
  else shape = std::make_unique<Outline>(9);
  uint32_t area = shape->area();
  observe(&area);
  observe(shape.get());
  return shape;
}

SITE void log_value(uint32_t n) {
  auto &log = kept<std::vector<uint64_t>>();
  log.push_back(n);
  observe(&log.back());
}

SITE void log_line(uint32_t n) { kept<std::vector<std::string>>().push_back(text_of(n, 27)); }

SITE void queue_task(uint32_t n) {
  auto &tasks = kept<std::deque<std::array<uint32_t, 6>>>();
  tasks.push_back({n, 1, 2, 3, 4, 5});
  observe(&tasks.back());
}

SITE void cache_page(uint32_t n) { kept<std::map<uint32_t, std::string>>()[n] = text_of(n, 40); }

SITE void cache_result(uint32_t n) { kept<std::unordered_map<uint32_t, uint64_t>>()[mix(n)] = n; }

SITE void visit_site(const std::string &name) { kept<std::set<std::string>>().insert(name); }

}  // namespace

PROGRAM(shared_couple) { make_couple(operation); }

PROGRAM(wired_widget) { wire_widget(operation); }

/* One scene in sixteen is not taken apart. */
PROGRAM(scene_with_parents) {
  auto scene = grow_scene(operation);
  if (operation % 16 != 9) scene->children.clear();
}

/* As a C interface would have it, and the other side never gives it back. */
PROGRAM(released_shape) {
  Shape *given = draw_shape(operation).release();
  observe(given);
}

PROGRAM(value_log) { log_value(operation); }

PROGRAM(line_log) { log_line(operation); }

/* Three in, two out. */
PROGRAM(task_deque) {
  for (uint32_t part = 0; part < 3; part++) queue_task(operation);
  auto &tasks = kept<std::deque<std::array<uint32_t, 6>>>();
  tasks.pop_front();
  tasks.pop_front();
}

PROGRAM(page_map) { cache_page(operation); }

PROGRAM(result_table) { cache_result(operation); }

/* One name in thirty is new. */
PROGRAM(rare_sites) {
  uint32_t n = operation % 30 == 14 ? 1000 + operation : mix(operation) % 25;
  visit_site(text_of(n, 24));
}

PROGRAM(weak_couple) {
  auto one = std::make_shared<Peer>();
  one->id = operation;
  one->other = std::make_shared<Peer>();
  one->other->watched = one;
  observe(one->other->watched.lock().get());
}

PROGRAM(parted_couple) {
  auto one = make_couple(operation);
  one->other.reset();
}

PROGRAM(drawn_shapes) {
  std::vector<std::unique_ptr<Shape>> shapes;
  for (uint32_t at = 0; at < 1 + operation % 12; at++) shapes.push_back(draw_shape(at));
}

/* The last 320 pages, by their number. */
PROGRAM(page_window) {
  auto &pages = kept<std::map<uint32_t, std::string>>();
  pages[operation] = text_of(operation, 44);
  if (pages.size() > 320) pages.erase(pages.begin());
}

/* The 500 that were used last: a list in order, and a table into it. */
PROGRAM(list_of_recent) {
  using Used = std::list<std::pair<uint32_t, std::string>>;
  auto &used = kept<Used>();
  auto &places = kept<std::unordered_map<uint32_t, Used::iterator>>();
  for (uint32_t key : {operation, operation / 2}) {
    auto known = places.find(key);
    if (known != places.end()) {
      used.splice(used.begin(), used, known->second);
      continue;
    }
    used.emplace_front(key, text_of(key, 33));
    places[key] = used.begin();
    if (used.size() > 500) {
      places.erase(used.back().first);
      used.pop_back();
    }
  }
}

PROGRAM(sorted_words) {
  std::vector<std::string> words;
  for (uint32_t at = 0; at < 30; at++) words.push_back(text_of(mix(operation + at), 8 + at));
  std::sort(words.begin(), words.end());
  std::map<size_t, std::vector<std::string>> by_length;
  for (auto &word : words) by_length[word.size()].push_back(std::move(word));
  observe(by_length.begin()->second.front().data());
}

/* Callbacks are kept until the sixtieth comes, and are run then. */
PROGRAM(run_callbacks) {
  auto &callbacks = kept<std::vector<std::function<void()>>>();
  std::string line = text_of(operation, 26);
  callbacks.push_back([line] { observe(line.data()); });
  if (callbacks.size() < 60) return;
  for (auto &callback : callbacks) callback();
  std::vector<std::function<void()>>().swap(callbacks);
}

/* Grown to 450, then exchanged for an empty one. */
PROGRAM(swapped_table) {
  auto &table = kept<std::unordered_map<uint32_t, std::vector<uint16_t>>>();
  table[operation].assign(8, 3);
  if (table.size() == 450) std::unordered_map<uint32_t, std::vector<uint16_t>>().swap(table);
}

/* Observers are known weakly, and those that are gone are swept at each hundredth. */
PROGRAM(swept_observers) {
  auto &observers = kept<std::vector<std::weak_ptr<Peer>>>();
  auto &alive = kept<std::deque<std::shared_ptr<Peer>>>();
  auto observer = std::make_shared<Peer>();
  observers.push_back(observer);
  alive.push_back(observer);
  if (alive.size() > 15) alive.pop_front();
  if (operation % 100 != 99) return;
  auto gone = std::remove_if(observers.begin(), observers.end(),
                             [](const auto &known) { return known.expired(); });
  observers.erase(gone, observers.end());
}
