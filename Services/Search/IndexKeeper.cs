using DbPerService.Search.Data;
using DbPerService.Search.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Search;

/// <summary>
/// Removes generations of the index that nobody needs, fills a new index, rebuilds one of an older format, and runs the rebuilds that operators
/// request. Any number of instances may run: one of them builds at a time.
/// </summary>
sealed partial class IndexKeeper(
    IIndexGenerations generations, ProductsApi products, IndexRebuild rebuild, IOptions<SearchOptions> options, TimeProvider time,
    ILogger<IndexKeeper> logger)
    : BackgroundService
{
    readonly SemaphoreSlim _one = new(1);
    readonly CancellationTokenSource _stopping = new();

    /// <summary>Begins a rebuild and lets it run.</summary>
    /// <returns>The generation that it builds; null while another is being built.</returns>
    public async Task<long?> BeginAsync(IndexSource source, bool force, CancellationToken cancellationToken)
    {
        if (await generations.BeginAsync(source, cancellationToken) is not { } build)
        {
            return null;
        }

        _ = RunAsync(build, force);
        return build.Generation;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new PeriodicWork(options.Value.KeeperInterval, time) { FirstAfter = options.Value.KeeperInterval }.RunAsync(
            KeepAsync, failure => LogFailed(logger, failure.GetBaseException().Message), stoppingToken);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        // A build that is given up says so, and the next one need not wait for its lease.
        await _one.WaitAsync(cancellationToken);
        _one.Release();
    }

    public override void Dispose()
    {
        _one.Dispose();
        _stopping.Dispose();
        base.Dispose();
    }

    async Task KeepAsync(CancellationToken cancellationToken)
    {
        await generations.CleanAsync(cancellationToken);
        var live = (await generations.ListAsync(cancellationToken)).First(generation => generation.State == IndexState.Live);
        if (live.Source == IndexSource.Events && options.Value.FillFromProducts)
        {
            await products.ListAsync(after: null, limit: 1, cancellationToken); // Whether it is reachable, before anything is built.
            await RunAsync(IndexSource.Products, cancellationToken);
        }
        else if (live.Format < SearchText.Format)
        {
            await RunAsync(IndexSource.Copy, cancellationToken);
        }
    }

    async Task RunAsync(IndexSource source, CancellationToken cancellationToken)
    {
        if (await generations.BeginAsync(source, cancellationToken) is { } build)
        {
            await RunAsync(build, force: false);
        }
    }

    async Task RunAsync(IIndexBuild build, bool force)
    {
        await _one.WaitAsync(CancellationToken.None);
        try
        {
            await rebuild.RunAsync(build, force, _stopping.Token);
        }
        finally
        {
            _one.Release();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The search index cannot be checked or filled for now: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
