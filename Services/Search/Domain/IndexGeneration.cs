namespace DbPerService.Search.Domain;

enum IndexState
{
    Building,
    Live,

    /// <summary>No longer live; kept for searches that began before.</summary>
    Replaced,
    Removed,
    Failed,
}

/// <summary>Where the documents of a generation come from, beside events.</summary>
enum IndexSource
{
    /// <summary>From nowhere: the generation a new database begins with.</summary>
    Events,

    /// <summary>From the owner's API.</summary>
    Products,

    /// <summary>From the live generation.</summary>
    Copy,
}

sealed record IndexGeneration(
    long Generation, IndexState State, IndexSource Source, int Format, long Documents, DateTime StartedAt, DateTime? EndedAt,
    IndexComparison? Comparison, string? Failure);

/// <summary>The number of documents, and a hash over id, version and content of each.</summary>
sealed record IndexDigest(long Documents, string Hash);

/// <summary>How the next generation differs from the live one.</summary>
/// <param name="Live">The digest of the live one.</param>
/// <param name="Next">The digest of the next.</param>
/// <param name="Missing">Documents that only the live one has.</param>
/// <param name="Older">Those that the live one has in a newer version.</param>
/// <param name="Newer">Those that the next one has in a newer version.</param>
/// <param name="Added">Those that only the next one has.</param>
/// <param name="Changed">Those that differ in the same version.</param>
sealed record IndexComparison(IndexDigest Live, IndexDigest Next, long Missing, long Older, long Newer, long Added, long Changed)
{
    public bool IsEqual => Live == Next;

    /// <summary>Whether switching would take away documents, or go back to older ones.</summary>
    public bool Loses => Missing > 0 || Older > 0;
}
