// Keeps a chosen file on this device beside what was typed: a photo taken for a form is in no gallery.
import { keyOf } from "./device.js";

const DATABASE = "hatang";
const STORE = "files";

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Does one thing with the kept files; undefined where the device keeps none.
 * @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} act
 */
async function within(mode, act) {
  try {
    const database = await opened();
    const transaction = database.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    }).finally(() => database.close());
    return request.result;
  } catch {
    return undefined;
  }
}

/** @param {string} account @param {string} record @param {File} file */
export function keepFile(account, record, file) {
  return within("readwrite", store => store.put(file, keyOf(account, record)));
}

/** @param {string} account @param {string} record @returns {Promise<File | undefined>} */
export function keptFile(account, record) {
  return within("readonly", store => store.get(keyOf(account, record)));
}

/** @param {string} account @param {string} record */
export function forgetFile(account, record) {
  return within("readwrite", store => store.delete(keyOf(account, record)));
}

/** @param {string} account */
export function forgetFiles(account) {
  const own = IDBKeyRange.bound(keyOf(account, ""), keyOf(account, "\uffff"));
  return within("readwrite", store => store.delete(own));
}
