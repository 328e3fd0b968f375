// Keeps events in the state that setup has made.
export default {
  setup: () => ({ newest: null, count: 0 }),
  operation(state, index) {
    state.newest = { previous: state.newest, index, kind: 'click' };
    state.count++;
  },
  teardown(state) {
    state.newest = null;
  },
};
