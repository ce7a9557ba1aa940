using DbPerService.PostgreSql;
using DbPerService.Search.Domain;
using Npgsql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Search.Data;

/// <summary>The generations in PostgreSQL: each has its own tables, which functions of the migrator create and drop.</summary>
sealed class PostgresIndexGenerations(NpgsqlDataSource database) : IIndexGenerations
{
    static readonly TimeSpan KeepReplaced = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<IndexGeneration>> ListAsync(CancellationToken cancellationToken) =>
        await database.QueryAsync(SearchSql.List, SearchRows.ReadGeneration, cancellationToken);

    public async Task<IndexDigest> DigestAsync(CancellationToken cancellationToken)
    {
        await using var transaction = new PostgresTransaction(database);
        transaction.Defer(SearchSql.AllowScans);
        transaction.Defer(SearchSql.WithoutCompiling);
        var live = await LiveAsync(transaction, cancellationToken);
        await using var reader = await transaction.QueryAsync(SearchSql.Digest(live), [], cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return SearchRows.ReadDigest(reader, 0);
    }

    public async Task<List<ProductDocument>> ReadAsync(string after, int limit, CancellationToken cancellationToken)
    {
        await using var transaction = new PostgresTransaction(database);
        var live = await LiveAsync(transaction, cancellationToken);
        await using var reader = await transaction.QueryAsync(SearchSql.Read(live), [Parameter(after), Parameter(limit)], cancellationToken);
        return await reader.ToListAsync(SearchRows.Read, cancellationToken);
    }

    public async Task<IIndexBuild?> BeginAsync(IndexSource source, CancellationToken cancellationToken)
    {
        await CleanAsync(cancellationToken);
        var holder = Guid.CreateVersion7();
        var begun = await database.QueryAsync(
            SearchSql.Begin, row => row.IsDBNull(0) ? 0 : row.GetInt64(0), cancellationToken,
            Parameter(source.ToString().ToLowerInvariant()), Parameter(SearchText.Format), Parameter(holder), Parameter(PostgresIndexBuild.Lease));
        return begun is [> 0] ? new PostgresIndexBuild(database, begun[0], source, holder) : null;
    }

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        if ((await database.QueryAsync(SearchSql.HasRemovable, row => row.GetBoolean(0), cancellationToken, Parameter(KeepReplaced))).Single())
        {
            await database.QueryAsync(SearchSql.RemoveGenerations, row => row.GetInt32(0), cancellationToken, Parameter(KeepReplaced));
        }
    }

    /// <summary>The live generation, which stays until the transaction ends.</summary>
    internal static async Task<long> LiveAsync(PostgresTransaction transaction, CancellationToken cancellationToken)
    {
        transaction.Defer(SearchSql.KeepGenerations);
        await using var reader = await transaction.QueryAsync(SearchSql.Live, [], cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0);
    }
}
