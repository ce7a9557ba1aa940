using DbPerService.PostgreSql;
using Npgsql;

namespace DbPerService.Orders.Data;

static class CopyRows
{
    /// <summary>The newest version of each: a statement must not change the same row twice.</summary>
    public static List<T> Newest<T, TVersion>(this IEnumerable<T> copies, Func<T, string> id, Func<T, TVersion> version) =>
        [.. copies.GroupBy(id).Select(versions => versions.MaxBy(version)!)];

    /// <param name="database">The database.</param>
    /// <param name="any">A query for whether there is a row.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public static async Task<bool> IsEmptyAsync(this NpgsqlDataSource database, string any, CancellationToken cancellationToken) =>
        !(await database.QueryAsync(any, row => row.GetBoolean(0), cancellationToken)).Single();
}
