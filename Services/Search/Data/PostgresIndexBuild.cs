using DbPerService.PostgreSql;
using DbPerService.Search.Domain;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Search.Data;

/// <summary>A generation under construction. Every transaction begins with renewing the lease, whose row it then holds.</summary>
sealed class PostgresIndexBuild(NpgsqlDataSource database, long generation, IndexSource source, Guid holder) : IIndexBuild
{
    /// <summary>By the database's clock. Longer than any statement may take.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(15);

    public long Generation => generation;

    public IndexSource Source => source;

    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await BeginAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<int> WriteAsync(IReadOnlyList<ProductDocument> documents, CancellationToken cancellationToken)
    {
        await using var transaction = await BeginAsync(cancellationToken);
        if (documents.Count == 0)
        {
            await transaction.CommitAsync(cancellationToken);
            return 0;
        }

        int written;
        await using (var reader = await transaction.QueryAsync(SearchSql.UpsertCounted(generation), SearchRows.Columns(documents), cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            written = (int)reader.GetInt64(0);
        }

        transaction.Defer(SearchSql.AddWords(generation), SearchRows.WordColumns(documents));
        transaction.Defer(SearchSql.CountWritten, Parameter(generation), Parameter((long)written));
        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    public async Task<IndexComparison> CompareAsync(CancellationToken cancellationToken)
    {
        await RenewAsync(cancellationToken);
        await using var transaction = new PostgresTransaction(database);
        transaction.Defer(SearchSql.AllowScans);
        transaction.Defer(SearchSql.WithoutCompiling);
        var live = await PostgresIndexGenerations.LiveAsync(transaction, cancellationToken);
        await using var reader = await transaction.QueryAsync(SearchSql.Compare(live, generation), [], cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return SearchRows.ReadComparison(reader);
    }

    public async Task SwitchAsync(IndexComparison comparison, CancellationToken cancellationToken)
    {
        await using var transaction = new PostgresTransaction(database);
        // Waits for the writers, which are short, and keeps others waiting for the two updates.
        transaction.Defer(SearchSql.LockGenerations);
        await RenewAsync(transaction, cancellationToken);
        transaction.Defer(SearchSql.Replace);
        transaction.Defer(SearchSql.MakeLive, Parameter(generation), SearchRows.Write(comparison), Parameter(comparison.Next.Documents));
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task FailAsync(string reason, CancellationToken cancellationToken)
    {
        await using var transaction = new PostgresTransaction(database);
        transaction.Defer(SearchSql.Fail, Parameter(generation), Parameter(holder), Parameter(reason));
        await transaction.CommitAsync(cancellationToken);
    }

    async Task<PostgresTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var transaction = new PostgresTransaction(database);
        try
        {
            await RenewAsync(transaction, cancellationToken);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    async Task RenewAsync(PostgresTransaction transaction, CancellationToken cancellationToken)
    {
        await using var reader = await transaction.QueryAsync(
            SearchSql.Renew, [Parameter(generation), Parameter(holder), Parameter(Lease)], cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new BuildLostException(generation);
        }
    }
}
