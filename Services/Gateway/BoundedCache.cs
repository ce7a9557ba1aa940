using System.Diagnostics.CodeAnalysis;

namespace DbPerService.Gateway;

/// <summary>Remembers at most so many entries; the one that was not used for the longest time makes room for a new one.</summary>
sealed class BoundedCache<TKey, TValue>(int capacity) where TKey : notnull
{
    readonly Lock _lock = new();
    readonly Dictionary<TKey, LinkedListNode<KeyValuePair<TKey, TValue>>> _entries = [];
    readonly LinkedList<KeyValuePair<TKey, TValue>> _byUse = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                value = default;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_entries.Remove(key, out var node))
            {
                _byUse.Remove(node);
            }
            else if (_entries.Count == capacity)
            {
                _entries.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }

            _entries.Add(key, _byUse.AddFirst(new KeyValuePair<TKey, TValue>(key, value)));
        }
    }

    public void Remove(TKey key)
    {
        lock (_lock)
        {
            if (_entries.Remove(key, out var node))
            {
                _byUse.Remove(node);
            }
        }
    }
}
