using DbPerService.Search.Domain;

namespace DbPerService.Search.Data;

/// <summary>The generations of the index: one is live, and another may be built beside it.</summary>
interface IIndexGenerations
{
    /// <summary>All that are known, newest first.</summary>
    Task<IReadOnlyList<IndexGeneration>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The number of documents in the live generation, and a hash over all of them that does not depend on their order.</summary>
    Task<IndexDigest> DigestAsync(CancellationToken cancellationToken);

    /// <summary>Documents of the live generation by product id, those after <paramref name="after"/>.</summary>
    Task<List<ProductDocument>> ReadAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Begins a generation beside the live one. From now on, events are applied to both.</summary>
    /// <returns>The build; null while another instance builds one.</returns>
    Task<IIndexBuild?> BeginAsync(IndexSource source, CancellationToken cancellationToken);

    /// <summary>Removes what nobody needs: builds whose instance is gone, and generations that were replaced a while ago.</summary>
    Task CleanAsync(CancellationToken cancellationToken);
}

/// <summary>A generation that this instance builds, for as long as it renews its lease. Every method throws when the lease is lost.</summary>
/// <exception cref="BuildLostException">The instance was silent for too long; what it built is gone, or will be.</exception>
interface IIndexBuild
{
    long Generation { get; }

    IndexSource Source { get; }

    /// <summary>Renews the lease.</summary>
    Task RenewAsync(CancellationToken cancellationToken);

    /// <summary>Puts documents into this generation, unless it has them in the same or a newer version, and renews the lease.</summary>
    /// <returns>How many were put.</returns>
    Task<int> WriteAsync(IReadOnlyList<ProductDocument> documents, CancellationToken cancellationToken);

    /// <summary>Compares this generation with the live one as both are at one moment.</summary>
    Task<IndexComparison> CompareAsync(CancellationToken cancellationToken);

    /// <summary>Makes this generation the live one.</summary>
    Task SwitchAsync(IndexComparison comparison, CancellationToken cancellationToken);

    /// <summary>Gives the build up. Does nothing if it is lost already.</summary>
    Task FailAsync(string reason, CancellationToken cancellationToken);
}

/// <summary>This instance may no longer build the generation.</summary>
sealed class BuildLostException(long generation)
    : Exception($"Generation {generation} of the index belongs to this instance no longer: its lease ended.");
