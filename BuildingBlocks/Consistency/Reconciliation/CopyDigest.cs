using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace DbPerService.Consistency;

/// <summary>A summary of the entries of a range: equal on both sides if all entries are.</summary>
/// <param name="After">The range: its keys are greater than this one.</param>
/// <param name="To">Its last key; null if it has no end.</param>
/// <param name="Count">How many entries it has.</param>
/// <param name="Sum">The sum of the entries' hashes, as a hexadecimal number.</param>
sealed record RangeDigest(string After, string? To, int Count, string Sum)
{
    [JsonIgnore]
    public KeyRange Range => new(After, To);
}

/// <summary>Computes digests. A hash of 64 bits finds errors, not attacks: both sides are services of the same system.</summary>
static class CopyDigest
{
    public const int PageSize = 500;

    /// <summary>The digest of a whole range.</summary>
    public static async Task<RangeDigest> OfAsync(
        ICopySource source, KeyRange range, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var (count, sum) = (0, 0UL);
        await foreach (var item in source.AllAsync(range, cancellationToken))
        {
            count++;
            sum += Hash(item, fields);
        }

        return Digest(range, count, sum);
    }

    /// <summary>Divides a range into parts of so many entries, up to so many parts. The last part of a range ends where the range ends.</summary>
    /// <returns>The parts, and where the next ones begin; null if there are none.</returns>
    public static async Task<(List<RangeDigest> Parts, string? Next)> DivideAsync(
        ICopySource source, KeyRange range, int size, int parts, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var divided = new List<RangeDigest>();
        var (after, last, count, sum) = (range.After, range.After, 0, 0UL);
        await foreach (var item in source.AllAsync(range, cancellationToken))
        {
            if (count == size)
            {
                divided.Add(Digest(new(after, last), count, sum));
                if (divided.Count == parts)
                {
                    return (divided, last);
                }

                (after, count, sum) = (last, 0, 0);
            }

            count++;
            sum += Hash(item, fields);
            last = item.Key;
        }

        divided.Add(Digest(range with { After = after }, count, sum));
        return (divided, null);
    }

    /// <summary>All entries of a range, page by page.</summary>
    public static async IAsyncEnumerable<CopyItem> AllAsync(
        this ICopySource source, KeyRange range, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<CopyItem> page;
        do
        {
            page = await source.ReadAsync(range, PageSize, cancellationToken);
            foreach (var item in page)
            {
                yield return item;
            }

            range = page.Count > 0 ? range with { After = page[^1].Key } : range;
        }
        while (page.Count == PageSize);
    }

    /// <summary>The hash of an entry's key, version and these fields.</summary>
    public static ulong Hash(CopyItem item, IReadOnlyList<string> fields)
    {
        var text = new StringBuilder();
        Append(text, item.Key);
        text.Append(item.Version).Append(';');
        foreach (var field in fields)
        {
            Append(text, field);
            Append(text, item.Content.GetValueOrDefault(field));
        }

        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // With its length, so that no two entries have the same text.
    static void Append(StringBuilder text, string? value) => text.Append(value?.Length ?? -1).Append(':').Append(value);

    static RangeDigest Digest(KeyRange range, int count, ulong sum) => new(range.After, range.To, count, sum.ToString("x16", null));
}
