using System.Security.Cryptography;
using System.Text;

namespace DbPerService.OrderHistory.Domain;

/// <summary>A document in the live and in the new generation; null where it has none.</summary>
sealed record Pair<T>(string Key, T? Live, T? New) where T : class;

/// <summary>Counts the documents of a generation, and adds up their hashes: the same in whichever order they are read.</summary>
sealed class ViewDigest
{
    UInt128 _sum;

    public long Orders { get; private set; }

    public long Subjects { get; private set; }

    public string Hash => _sum.ToString("x32", null);

    public void Add(HistoryEntry? entry)
    {
        if (entry is not null)
        {
            Orders++;
            Add(HistoryDocument.Write(entry));
        }
    }

    public void Add(Subject? subject)
    {
        if (subject is not null)
        {
            Subjects++;
            Add(HistoryDocument.Write(subject));
        }
    }

    public DigestResult Result => new(Orders, Subjects, Hash);

    void Add(string document)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(document), hash);
        // Wraps around: the sum is one of the digests, not a quantity.
        unchecked
        {
            _sum += System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
        }
    }
}

sealed record DigestResult(long Orders, long Subjects, string Hash);

/// <param name="Live">The digest of the live generation.</param>
/// <param name="New">The digest of the new generation.</param>
/// <param name="Lacking">How many documents of the live generation say something that the new one does not.</param>
/// <param name="LackingKeys">Some of them.</param>
/// <param name="Added">How many documents of the new generation say more than those of the live one.</param>
sealed record ComparisonResult(DigestResult Live, DigestResult New, long Lacking, IReadOnlyList<string> LackingKeys, long Added)
{
    /// <summary>Whether both generations say the same.</summary>
    public bool Agrees => Live == New;
}

/// <summary>Compares the generations, document by document.</summary>
sealed class ViewComparison
{
    const int MaxKeys = 20;

    readonly ViewDigest _live = new();
    readonly ViewDigest _new = new();
    readonly List<string> _lackingKeys = [];
    long _lacking;
    long _added;

    public ComparisonResult Result => new(_live.Result, _new.Result, _lacking, _lackingKeys, _added);

    /// <summary>Whether the new generation says everything that the live one does.</summary>
    public static bool IsWhole(Pair<HistoryEntry> pair) => Has(pair.New, pair.Live);

    /// <inheritdoc cref="IsWhole(Pair{HistoryEntry})" />
    public static bool IsWhole(Pair<Subject> pair) => Has(pair.New, pair.Live);

    public static bool IsEqual(Pair<HistoryEntry> pair) => Has(pair.New, pair.Live) && Has(pair.Live, pair.New);

    public static bool IsEqual(Pair<Subject> pair) => Has(pair.New, pair.Live) && Has(pair.Live, pair.New);

    public void Add(Pair<HistoryEntry> pair)
    {
        _live.Add(pair.Live);
        _new.Add(pair.New);
        Count(pair.Key, Has(pair.New, pair.Live), Has(pair.Live, pair.New));
    }

    public void Add(Pair<Subject> pair)
    {
        _live.Add(pair.Live);
        _new.Add(pair.New);
        Count(pair.Key, Has(pair.New, pair.Live), Has(pair.Live, pair.New));
    }

    void Count(string key, bool newHasAll, bool liveHasAll)
    {
        if (!newHasAll)
        {
            _lacking++;
            if (_lackingKeys.Count < MaxKeys)
            {
                _lackingKeys.Add(key);
            }
        }
        else if (!liveHasAll)
        {
            _added++;
        }
    }

    static bool Has(HistoryEntry? one, HistoryEntry? other) => other is null || one?.Includes(other) == true;

    static bool Has(Subject? one, Subject? other) => other is null || one?.Includes(other) == true;
}
