using System.ComponentModel.DataAnnotations;

namespace DbPerService.Search;

/// <summary>Bound from <c>Search</c>.</summary>
sealed class SearchOptions
{
    /// <summary>
    /// Whether a new index is filled from Products, whose topic may no longer have every product, as soon as it is reachable.
    /// </summary>
    /// <value>The default is true.</value>
    public bool FillFromProducts { get; set; } = true;

    /// <summary>How often the index is checked for what is to be removed, filled or rebuilt.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan KeeperInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many products a rebuild reads and writes at a time.</summary>
    /// <value>The default is 500.</value>
    [Range(1, 1000)]
    public int RebuildPageSize { get; set; } = 500;
}
