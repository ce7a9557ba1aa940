using System.Runtime.CompilerServices;
using DbPerService.Search.Data;
using DbPerService.Search.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Search;

/// <summary>
/// Builds a generation of the index beside the live one and switches to it. Reads are answered by the live one all along, and events are
/// applied to both.
/// </summary>
sealed partial class IndexRebuild(
    IIndexGenerations generations, ProductsApi products, IOptions<SearchOptions> options, TimeProvider time, ILogger<IndexRebuild> logger)
{
    // What changes during one pass over the products is found by the next.
    const int MaxPasses = 5;
    const int MaxPageAttempts = 4;
    static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(2);

    /// <summary>Fills the generation, compares it with the live one, and switches; or gives it up, with the reason.</summary>
    /// <param name="build">The generation, as it was begun.</param>
    /// <param name="force">Whether it may lose documents that the live one has.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Whether it is live.</returns>
    public async Task<bool> RunAsync(IIndexBuild build, bool force, CancellationToken cancellationToken)
    {
        try
        {
            var comparison = await FillAsync(build, cancellationToken);
            if (comparison.Loses && !force)
            {
                throw new InvalidOperationException(
                    $"The live index has {comparison.Missing} documents that {build.Source} lacks and {comparison.Older} in newer versions;"
                    + " rebuild with force=true if they are to be given up.");
            }

            await build.SwitchAsync(comparison, cancellationToken);
            LogSwitched(logger, build.Generation, build.Source, comparison.Next.Documents);
            return true;
        }
        catch (Exception failure)
        {
            LogFailed(logger, build.Generation, build.Source, failure.Message);
            await GiveUpAsync(build, cancellationToken.IsCancellationRequested ? "The instance that built it was stopped." : failure.Message);
            return false;
        }
    }

    async Task<IndexComparison> FillAsync(IIndexBuild build, CancellationToken cancellationToken)
    {
        for (var pass = 1; pass <= MaxPasses; pass++)
        {
            var written = 0;
            await foreach (var page in PagesAsync(build, cancellationToken))
            {
                written += await build.WriteAsync(page, cancellationToken);
            }

            if (build.Source == IndexSource.Copy)
            {
                var comparison = await build.CompareAsync(cancellationToken);
                if (comparison.IsEqual)
                {
                    return comparison;
                }
            }
            else if (written == 0)
            {
                // Everything that the owner lists is there, in that version or a newer one.
                return await build.CompareAsync(cancellationToken);
            }
        }

        throw new InvalidOperationException($"The new index still differed from {build.Source} after {MaxPasses} passes.");
    }

    async IAsyncEnumerable<IReadOnlyList<ProductDocument>> PagesAsync(
        IIndexBuild build, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = options.Value.RebuildPageSize;
        string? after = null;
        do
        {
            var (page, next) = build.Source == IndexSource.Copy
                ? await FromCopyAsync(after ?? "", size, cancellationToken)
                : await FromProductsAsync(build, after, size, cancellationToken);
            yield return page;
            after = next;
        }
        while (after is not null);
    }

    async Task<(List<ProductDocument> Page, string? Next)> FromCopyAsync(string after, int limit, CancellationToken cancellationToken)
    {
        var page = await generations.ReadAsync(after, limit, cancellationToken);
        return (page, page.Count == limit ? page[^1].ProductId : null);
    }

    async Task<(List<ProductDocument> Page, string? Next)> FromProductsAsync(
        IIndexBuild build, string? after, int limit, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(LongestRetry, time);
        for (var attempt = 1; ; attempt++)
        {
            await build.RenewAsync(cancellationToken);
            try
            {
                return await products.ListAsync(after, limit, cancellationToken);
            }
            catch (HttpRequestException) when (attempt < MaxPageAttempts && !cancellationToken.IsCancellationRequested)
            {
                await backoff.WaitAsync(cancellationToken);
            }
        }
    }

    async Task GiveUpAsync(IIndexBuild build, string reason)
    {
        try
        {
            await build.FailAsync(reason, CancellationToken.None);
            await generations.CleanAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            // The lease ends by itself, and then any instance removes the generation.
            LogNotRemoved(logger, build.Generation, failure.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Generation {Generation} of the index, built from {Source}, is live with {Documents} documents")]
    private static partial void LogSwitched(ILogger logger, long generation, IndexSource source, long documents);

    [LoggerMessage(2, LogLevel.Warning, "Generation {Generation} of the index, built from {Source}, was given up: {Reason}")]
    private static partial void LogFailed(ILogger logger, long generation, IndexSource source, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Generation {Generation} of the index could not be removed yet: {Reason}")]
    private static partial void LogNotRemoved(ILogger logger, long generation, string reason);
}
